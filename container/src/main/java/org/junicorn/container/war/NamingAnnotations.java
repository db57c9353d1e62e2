package org.junicorn.container.war;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junicorn.container.war.NamingModel.DataSourceModel;
import org.junicorn.container.war.NamingModel.Kind;
import org.junicorn.container.war.NamingModel.NamedEntry;

/**
 * Turns annotations of a class that declare names of {@code java:comp/env} into what a descriptor would say; the
 * descriptor's own word counts more. Those of fields and methods are for the workers, which look at the components that
 * they make.
 */
final class NamingAnnotations {
    private static final String PACKAGE = "jakarta.annotation.";

    private NamingAnnotations() {}

    /** {@code @DataSourceDefinition}, of any class (Jakarta Platform 10, 5.18). */
    static void dataSources(ClassFile type, String where, Descriptor descriptor, Consumer<String> warnings) {
        type.annotation(PACKAGE + "sql.DataSourceDefinition")
                .ifPresent(a -> dataSource(a, where, descriptor, warnings));
        type.annotation(PACKAGE + "sql.DataSourceDefinitions")
                .ifPresent(all -> all.annotations("value").forEach(a -> dataSource(a, where, descriptor, warnings)));
    }

    private static void dataSource(
            ClassFile.Annotation annotation, String where, Descriptor descriptor, Consumer<String> warnings) {
        String name = NamingElements.plain(annotation.text("name", ""));
        if (name.isEmpty()) {
            warnings.accept(where + ": @DataSourceDefinition has no name; it is ignored");
            return;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        annotation.values().forEach((key, value) -> {
            if (!(value instanceof List<?>) && !key.equals("name") && !key.equals("description")) {
                attributes.put(key, String.valueOf(value));
            }
        });
        for (String property : annotation.texts("properties")) {
            int equals = property.indexOf('=');
            if (equals > 0) {
                attributes.put(
                        "property." + property.substring(0, equals).trim(),
                        property.substring(equals + 1).trim());
            }
        }
        descriptor.dataSources.putIfAbsent(name, new DataSourceModel(name, attributes, where));
    }

    /** {@code @Resource} and {@code @Resources} of a component's class, which declare and inject nothing. */
    static void resources(ClassFile type, String where, Descriptor descriptor, Consumer<String> warnings) {
        type.annotation(PACKAGE + "Resource").ifPresent(a -> resource(a, where, descriptor, warnings));
        type.annotation(PACKAGE + "Resources")
                .ifPresent(all -> all.annotations("value").forEach(a -> resource(a, where, descriptor, warnings)));
    }

    private static void resource(
            ClassFile.Annotation annotation, String where, Descriptor descriptor, Consumer<String> warnings) {
        String name = NamingElements.plain(annotation.text("name", ""));
        if (name.isEmpty()) {
            warnings.accept(where + ": @Resource of a class has no name; it is ignored");
            return;
        }
        descriptor.named.putIfAbsent(
                name,
                new NamedEntry(
                        Kind.RESOURCE_REF,
                        name,
                        annotation.text("type", ""),
                        false,
                        "",
                        annotation.text("lookup", annotation.text("mappedName", "")),
                        List.of(),
                        where));
    }
}
