package org.junicorn.container.war;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Puts values in the place of {@code ${name}} and {@code ${name:-default}} (Tomcat: IntrospectionUtils). */
final class Placeholders {
    private final Function<String, Optional<String>> values;

    Placeholders(Function<String, Optional<String>> values) {
        this.values = values;
    }

    /** What has neither a value nor a default stays as it is. Values are not searched again. */
    String in(String text) {
        int begin = text.indexOf("${");
        if (begin < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        int copied = 0;
        while (begin >= 0) {
            int end = text.indexOf('}', begin);
            if (end < 0) {
                break;
            }
            String inner = text.substring(begin + 2, end);
            int colon = inner.indexOf(":-");
            String otherwise = colon < 0 ? text.substring(begin, end + 1) : inner.substring(colon + 2);
            result.append(text, copied, begin)
                    .append(values.apply(inner)
                            .or(() -> colon < 0 ? Optional.empty() : values.apply(inner.substring(0, colon)))
                            .orElse(otherwise));
            copied = end + 1;
            begin = text.indexOf("${", copied);
        }
        return result.append(text, copied, text.length()).toString();
    }

    Map<String, String> in(Map<String, String> texts) {
        Map<String, String> result = new LinkedHashMap<>();
        texts.forEach((name, text) -> result.put(name, in(text)));
        return result;
    }
}
