package org.junicorn.container.war;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junicorn.container.war.JspModel.TaglibModel;
import org.junicorn.container.war.JspModel.TldModel;
import org.junicorn.container.war.WebAppModel.ErrorPageModel;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.FilterModel;
import org.junicorn.container.war.WebAppModel.RoleLink;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.war.WebAppModel.SessionModel;

/** Checks that what was merged fits together, and makes the model of it. */
final class ModelAssembler {
    /** Servlets that the container brings, which an application may map more patterns to (Tomcat: conf/web.xml). */
    private static final Set<String> OF_THE_CONTAINER = Set.of("default", "jsp");

    private final ScannedApp app;
    private final Descriptor descriptor;

    ModelAssembler(ScannedApp app) {
        this.app = app;
        this.descriptor = app.descriptor();
    }

    /**
     * @param jspWork the folder for compiled pages
     * @param published where a path of the scan will lie when workers read it
     */
    WebAppModel assemble(Path root, Path jspWork, UnaryOperator<Path> published) throws InvalidAppException {
        return new WebAppModel(
                published.apply(root).toString(),
                paths(app.classPath(), published),
                paths(app.sharedLibs(), published),
                paths(app.resourceRoots(), published),
                orEmpty(descriptor.displayName),
                descriptor.majorVersion,
                descriptor.minorVersion,
                descriptor.metadataComplete,
                descriptor.distributable,
                descriptor.denyUncoveredHttpMethods,
                orEmpty(descriptor.defaultContextPath),
                orEmpty(descriptor.requestCharacterEncoding),
                orEmpty(descriptor.responseCharacterEncoding),
                descriptor.contextParams,
                servlets(),
                filters(),
                filterMappings(),
                List.copyOf(descriptor.listeners),
                app.initializers(),
                List.copyOf(descriptor.welcomeFiles),
                errorPages(),
                descriptor.mimeMappings,
                descriptor.localeEncodings,
                session(),
                jsp(jspWork, published),
                descriptor.securityConstraints,
                descriptor.login,
                List.copyOf(descriptor.securityRoles),
                app.context(),
                new NamingModel(
                        List.copyOf(descriptor.named.values()),
                        List.copyOf(descriptor.dataSources.values()),
                        List.copyOf(descriptor.callbacks)),
                app.orderedLibs(),
                List.copyOf(new LinkedHashSet<>(app.warnings())));
    }

    private List<ServletModel> servlets() throws InvalidAppException {
        Map<String, List<String>> patterns = new LinkedHashMap<>();
        for (Descriptor.ServletMapping mapping : descriptor.servletMappings.values()) {
            String name = mapping.servlet();
            if (!descriptor.servlets.containsKey(name) && !OF_THE_CONTAINER.contains(name)) {
                throw new InvalidAppException(mapping.where() + ": the URL pattern \"" + mapping.pattern()
                        + "\" is mapped to the servlet \"" + name + "\", which is not defined");
            }
            patterns.computeIfAbsent(name, n -> new ArrayList<>()).add(mapping.pattern());
        }
        List<ServletModel> models = new ArrayList<>();
        for (Descriptor.Servlet servlet : descriptor.servlets.values()) {
            models.add(model(servlet, patterns.getOrDefault(servlet.name, List.of())));
        }
        for (String name : OF_THE_CONTAINER.stream().sorted().toList()) {
            if (patterns.containsKey(name) && !descriptor.servlets.containsKey(name)) {
                models.add(model(new Descriptor.Servlet(name, ""), patterns.get(name)));
            }
        }
        return models;
    }

    /** Without a class it is a preliminary registration, which an initializer may complete (Servlet 6.1, 4.4.1). */
    private ServletModel model(Descriptor.Servlet s, List<String> patterns) throws InvalidAppException {
        if (s.className == null
                && s.jspFile == null
                && !OF_THE_CONTAINER.contains(s.name)
                && app.initializers().isEmpty()) {
            throw new InvalidAppException(
                    s.where + ": the servlet \"" + s.name + "\" has neither <servlet-class> nor <jsp-file>");
        }
        List<RoleLink> links = new ArrayList<>();
        s.roleLinks.forEach((name, role) -> links.add(new RoleLink(name, role)));
        return new ServletModel(
                s.name,
                orEmpty(s.className),
                orEmpty(s.jspFile),
                patterns,
                s.initParams,
                s.loadOnStartup,
                Boolean.TRUE.equals(s.asyncSupported),
                !Boolean.FALSE.equals(s.enabled),
                s.multipart,
                orEmpty(s.runAs),
                links,
                s.security);
    }

    private List<FilterModel> filters() throws InvalidAppException {
        List<FilterModel> models = new ArrayList<>();
        for (Descriptor.Filter f : descriptor.filters.values()) {
            if (f.className == null && app.initializers().isEmpty()) {
                throw new InvalidAppException(f.where + ": the filter \"" + f.name + "\" has no <filter-class>");
            }
            models.add(
                    new FilterModel(f.name, orEmpty(f.className), f.initParams, Boolean.TRUE.equals(f.asyncSupported)));
        }
        return models;
    }

    /** All URL patterns stand before all servlet names, each in the order of declaration (Servlet 6.1, 6.2.4). */
    private List<FilterMapping> filterMappings() throws InvalidAppException {
        List<FilterMapping> byPattern = new ArrayList<>();
        List<FilterMapping> byName = new ArrayList<>();
        for (FilterMapping m : descriptor.filterMappings) {
            if (!descriptor.filters.containsKey(m.filter())) {
                throw new InvalidAppException(descriptor.origin + ": a <filter-mapping> names the filter \""
                        + m.filter() + "\", which is not defined");
            }
            if (!m.urlPatterns().isEmpty()) {
                byPattern.add(new FilterMapping(m.filter(), m.urlPatterns(), List.of(), m.dispatchers()));
            }
            if (!m.servletNames().isEmpty()) {
                byName.add(new FilterMapping(m.filter(), List.of(), m.servletNames(), m.dispatchers()));
            }
        }
        byPattern.addAll(byName);
        return byPattern;
    }

    private List<ErrorPageModel> errorPages() {
        List<ErrorPageModel> models = new ArrayList<>();
        descriptor.errorPages.forEach((key, location) -> {
            boolean code = !key.isEmpty() && Character.isDigit(key.charAt(0));
            models.add(new ErrorPageModel(code ? Integer.parseInt(key) : 0, code ? "" : key, location));
        });
        return models;
    }

    private SessionModel session() {
        Descriptor.Session s = descriptor.session;
        return new SessionModel(
                s.timeoutMinutes,
                List.copyOf(s.trackingModes),
                orEmpty(s.cookieName),
                orEmpty(s.cookieDomain),
                orEmpty(s.cookiePath),
                s.httpOnly,
                s.secure,
                s.maxAge,
                s.cookieAttributes);
    }

    private JspModel jsp(Path work, UnaryOperator<Path> published) {
        TldScan.Found found = app.jsp();
        List<TaglibModel> taglibs = new ArrayList<>();
        descriptor.taglibs.forEach((uri, location) -> taglibs.add(new TaglibModel(uri, location)));
        boolean servlets = descriptor.servlets.values().stream().anyMatch(s -> s.jspFile != null);
        return new JspModel(
                published.apply(work).toString(),
                found.pages() || servlets,
                taglibs,
                descriptor.jspPropertyGroups,
                found.tlds().stream()
                        .map(t -> new TldModel(
                                t.uri(), published.apply(Path.of(t.file())).toString(), t.path(), t.entry()))
                        .toList(),
                found.listeners());
    }

    private static List<String> paths(List<Path> paths, UnaryOperator<Path> published) {
        return paths.stream().map(published).map(Path::toString).toList();
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
