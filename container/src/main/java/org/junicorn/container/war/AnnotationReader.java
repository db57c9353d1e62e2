package org.junicorn.container.war;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.ServletSecurityModel;

/**
 * Turns annotations into what a descriptor would say (Servlet 6.1, 8.1). They rank below the descriptor they are poured
 * into: what it says of a servlet of the same name stays, init parameters add up, and its mappings replace theirs.
 */
final class AnnotationReader {
    /**
     * How the annotations begin that make a class worth looking at, as their types stand in a constant pool. A class
     * that declares nothing, such as a servlet of web.xml, is looked at by its name instead.
     */
    static final List<byte[]> DECLARING = List.of(
            "Ljakarta/servlet/annotation/WebServlet;".getBytes(StandardCharsets.US_ASCII),
            "Ljakarta/servlet/annotation/WebFilter;".getBytes(StandardCharsets.US_ASCII),
            "Ljakarta/servlet/annotation/WebListener;".getBytes(StandardCharsets.US_ASCII),
            "Ljakarta/annotation/sql/DataSourceDefinition".getBytes(StandardCharsets.US_ASCII));

    private static final String PACKAGE = "jakarta.servlet.annotation.";

    private final Consumer<String> warnings;

    AnnotationReader(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** @param origin the folder or jar of the class, for messages */
    void declare(ClassFile type, String origin, Descriptor descriptor) throws InvalidAppException {
        String where = origin + ", class " + type.name();
        Optional<ClassFile.Annotation> servlet = type.annotation(PACKAGE + "WebServlet");
        if (servlet.isPresent()) {
            servlet(type, servlet.get(), where, descriptor);
        }
        Optional<ClassFile.Annotation> filter = type.annotation(PACKAGE + "WebFilter");
        if (filter.isPresent()) {
            filter(type, filter.get(), where, descriptor);
        }
        if (type.annotation(PACKAGE + "WebListener").isPresent()) {
            descriptor.listeners.add(type.name());
        }
        NamingAnnotations.dataSources(type, where, descriptor, warnings);
    }

    private void servlet(ClassFile type, ClassFile.Annotation annotation, String where, Descriptor descriptor)
            throws InvalidAppException {
        Descriptor.Servlet declared = servlet(type, annotation, where);
        List<String> patterns = patterns("@WebServlet", annotation, where);
        boolean mapped = descriptor.servletMappings.values().stream()
                .anyMatch(m -> m.servlet().equals(declared.name));
        if (!mapped) {
            if (patterns.isEmpty()) {
                warnings.accept(where + ": @WebServlet has no URL pattern; the servlet can only be called by name");
            }
            for (String pattern : patterns) {
                ServletElements.checkPattern(where, pattern);
                DescriptorMerger.map(descriptor, new Descriptor.ServletMapping(declared.name, pattern, where));
            }
        }
        Descriptor.Servlet before = descriptor.servlets.putIfAbsent(declared.name, declared);
        if (before != null) {
            boolean twice = before.where.contains(", class ");
            if (twice) {
                throw new InvalidAppException(where + ": the servlet \"" + declared.name
                        + "\" is declared a second time, after " + before.where + "; give one of them another name");
            }
            DescriptorMerger.complete(before, declared);
        }
    }

    /** The servlet of a {@code @WebServlet}, without its mappings. */
    static Descriptor.Servlet servlet(ClassFile type, ClassFile.Annotation annotation, String where) {
        String name = annotation.text("name", "");
        Descriptor.Servlet servlet = new Descriptor.Servlet(name.isEmpty() ? type.name() : name, where);
        servlet.className = type.name();
        servlet.initParams.putAll(params(annotation));
        servlet.asyncSupported = annotation.flag("asyncSupported").orElse(null);
        long load = annotation.number("loadOnStartup", -1);
        servlet.loadOnStartup = load < 0 ? null : (int) load;
        return servlet;
    }

    private void filter(ClassFile type, ClassFile.Annotation annotation, String where, Descriptor descriptor)
            throws InvalidAppException {
        String name = annotation.text("filterName", "");
        Descriptor.Filter declared = new Descriptor.Filter(name.isEmpty() ? type.name() : name, where);
        declared.className = type.name();
        declared.initParams.putAll(params(annotation));
        declared.asyncSupported = annotation.flag("asyncSupported").orElse(null);
        List<String> patterns = patterns("@WebFilter", annotation, where);
        List<String> servletNames = annotation.texts("servletNames");
        boolean mapped =
                descriptor.filterMappings.stream().anyMatch(m -> m.filter().equals(declared.name));
        if (!mapped) {
            if (patterns.isEmpty() && servletNames.isEmpty()) {
                warnings.accept(where + ": @WebFilter has neither URL patterns nor servlet names; the filter is not"
                        + " called");
            } else {
                for (String pattern : patterns) {
                    ServletElements.checkPattern(where, pattern);
                }
                descriptor.filterMappings.add(
                        new FilterMapping(declared.name, patterns, servletNames, annotation.texts("dispatcherTypes")));
            }
        }
        Descriptor.Filter before = descriptor.filters.putIfAbsent(declared.name, declared);
        if (before != null) {
            DescriptorMerger.complete(before, declared);
        }
    }

    private static List<String> patterns(String what, ClassFile.Annotation annotation, String where)
            throws InvalidAppException {
        List<String> value = annotation.texts("value");
        List<String> patterns = annotation.texts("urlPatterns");
        if (!value.isEmpty() && !patterns.isEmpty()) {
            throw new InvalidAppException(
                    where + ": " + what + " has both value and urlPatterns; only one of them is allowed");
        }
        return value.isEmpty() ? patterns : value;
    }

    private static Map<String, String> params(ClassFile.Annotation annotation) {
        Map<String, String> params = new HashMap<>();
        for (ClassFile.Annotation param : annotation.annotations("initParams")) {
            params.put(param.text("name", ""), param.text("value", ""));
        }
        return params;
    }

    /**
     * Adds what the class of a servlet says of itself, however the servlet was declared (Servlet 6.1, 8.1 and 13.4).
     * {@code @ServletSecurity} is inherited, the others are not.
     *
     * @param securityFrom the class itself or the closest super class that has {@code @ServletSecurity}
     */
    static void completeFromClass(Descriptor.Servlet servlet, ClassFile type, Optional<ClassFile> securityFrom) {
        if (servlet.multipart == null) {
            servlet.multipart = type.annotation(PACKAGE + "MultipartConfig")
                    .map(AnnotationReader::multipart)
                    .orElse(null);
        }
        if (servlet.runAs == null) {
            servlet.runAs = type.annotation("jakarta.annotation.security.RunAs")
                    .map(a -> a.text("value", ""))
                    .orElse(null);
        }
        if (servlet.security == null) {
            servlet.security = securityFrom
                    .flatMap(AnnotationReader::security)
                    .map(AnnotationReader::security)
                    .orElse(null);
        }
    }

    static Optional<ClassFile.Annotation> security(ClassFile type) {
        return type.annotation(PACKAGE + "ServletSecurity");
    }

    static List<String> declaredRoles(ClassFile type) {
        return type.annotation("jakarta.annotation.security.DeclareRoles")
                .map(a -> a.texts("value"))
                .orElse(List.of());
    }

    private static MultipartModel multipart(ClassFile.Annotation annotation) {
        return new MultipartModel(
                annotation.text("location", ""),
                annotation.number("maxFileSize", -1),
                annotation.number("maxRequestSize", -1),
                (int) annotation.number("fileSizeThreshold", 0));
    }

    private static ServletSecurityModel security(ClassFile.Annotation annotation) {
        RoleRule all = annotation.annotations("value").stream()
                .findFirst()
                .map(c -> rule(c, "value"))
                .orElse(new RoleRule(true, false, List.of()));
        Map<String, RoleRule> methods = new HashMap<>();
        for (ClassFile.Annotation method : annotation.annotations("httpMethodConstraints")) {
            methods.put(method.text("value", ""), rule(method, "emptyRoleSemantic"));
        }
        return new ServletSecurityModel(all, methods);
    }

    /** {@code @HttpConstraint} calls it "value" what {@code @HttpMethodConstraint} calls "emptyRoleSemantic". */
    private static RoleRule rule(ClassFile.Annotation constraint, String emptyRole) {
        return new RoleRule(
                !constraint.text(emptyRole, "PERMIT").equals("DENY"),
                constraint.text("transportGuarantee", "NONE").equals("CONFIDENTIAL"),
                constraint.texts("rolesAllowed"));
    }
}
