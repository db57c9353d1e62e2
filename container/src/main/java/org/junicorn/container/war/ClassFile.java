package org.junicorn.container.war;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a class file says of its class. Names are binary names with dots.
 *
 * @param superName empty for {@code java.lang.Object}
 * @param annotations of the class, those that are visible at run time
 * @param memberAnnotations types of the annotations of its fields and methods
 */
record ClassFile(
        String name,
        String superName,
        List<String> interfaces,
        boolean isAbstract,
        List<Annotation> annotations,
        Set<String> memberAnnotations) {

    /**
     * An annotation with the values that were written; what is left out has its default, which only the annotation's
     * own class knows.
     *
     * @param values a value is a {@code String} (also for the name of an enum constant or of a class), a boxed
     *     primitive, an {@code Annotation}, or a {@code List} of these
     */
    record Annotation(String type, Map<String, Object> values) {
        String text(String name, String otherwise) {
            return values.get(name) instanceof String text ? text : otherwise;
        }

        Optional<Boolean> flag(String name) {
            return values.get(name) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
        }

        long number(String name, long otherwise) {
            return values.get(name) instanceof Number number ? number.longValue() : otherwise;
        }

        List<String> texts(String name) {
            return list(name).stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        }

        List<Annotation> annotations(String name) {
            return list(name).stream()
                    .filter(Annotation.class::isInstance)
                    .map(Annotation.class::cast)
                    .toList();
        }

        private List<?> list(String name) {
            Object value = values.get(name);
            return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        }
    }

    Optional<Annotation> annotation(String type) {
        return annotations.stream().filter(a -> a.type().equals(type)).findFirst();
    }
}
