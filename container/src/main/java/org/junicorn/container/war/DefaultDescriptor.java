package org.junicorn.container.war;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The operator's default descriptor, laid under an application (Tomcat: conf/web.xml, merged by the rules of
 * fragments): what the application says wins, and what neither says is as the container has it built in.
 */
final class DefaultDescriptor {
    private static final String DEFAULT_SERVLET = "org.apache.catalina.servlets.DefaultServlet";
    private static final String JSP_SERVLET = "org.apache.jasper.servlet.JspServlet";

    /** The container maps these itself, to whatever the application has not mapped by the time it has started. */
    private static final Map<String, Set<String>> MAPPED_ANYWAY =
            Map.of(DEFAULT_SERVLET, Set.of("/"), JSP_SERVLET, Set.of("*.jsp", "*.jspx"));

    private final Descriptor defaults;

    private DefaultDescriptor(Descriptor defaults) {
        this.defaults = defaults;
    }

    /** @throws InvalidAppException if it is no web.xml; the message begins with the file's name */
    static DefaultDescriptor read(ContextFile file, Consumer<String> warnings) throws InvalidAppException {
        return new DefaultDescriptor(WebXmlParser.parse(file.name(), file.content(), warnings));
    }

    /** @param app complete, with all its fragments and annotations */
    void under(Descriptor app) throws InvalidAppException {
        defaults.distributable = true; // says nothing about the application
        defaults.displayName = null;
        if (!app.welcomeFiles.isEmpty()) {
            defaults.welcomeFiles.clear();
        }
        mappings(app);
        new DescriptorMerger(app, List.of(defaults)).merge();
        if (app.requestCharacterEncoding == null) {
            app.requestCharacterEncoding = defaults.requestCharacterEncoding;
        }
        if (app.responseCharacterEncoding == null) {
            app.responseCharacterEncoding = defaults.responseCharacterEncoding;
        }
    }

    /**
     * Other than a fragment's, they are added for a servlet that the application maps too: "*.css" for "default" takes
     * nothing else away from it.
     */
    private void mappings(Descriptor app) {
        for (Descriptor.ServletMapping mapping : defaults.servletMappings.values()) {
            Descriptor.Servlet servlet = defaults.servlets.get(mapping.servlet());
            boolean anyway = servlet != null
                    && servlet.className != null
                    && MAPPED_ANYWAY.getOrDefault(servlet.className, Set.of()).contains(mapping.pattern());
            if (!anyway) {
                app.servletMappings.putIfAbsent(mapping.pattern(), mapping);
            }
        }
        defaults.servletMappings.clear();
    }
}
