package org.junicorn.container.shaping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text of the form {@code head;name=value;name}, of which most settings with parts are. A semicolon that belongs to a
 * value has a backslash before it.
 *
 * @param options in the order in which they were written
 */
record Clauses(String head, List<Clauses.Option> options) {

    /** @param value empty if there is no equals sign */
    record Option(String name, Optional<String> value) {
        /** @throws IllegalArgumentException if there is none */
        String needed() {
            return value.filter(text -> !text.isEmpty())
                    .orElseThrow(() -> new IllegalArgumentException(name + " needs a value; write " + name + "=…"));
        }
    }

    static Clauses parse(String text) {
        List<String> parts = split(text);
        List<Option> options = new ArrayList<>();
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            options.add(
                    equals < 0
                            ? new Option(part.strip(), Optional.empty())
                            : new Option(
                                    part.substring(0, equals).strip(),
                                    Optional.of(part.substring(equals + 1).strip())));
        }
        return new Clauses(parts.get(0).strip(), List.copyOf(options));
    }

    /** Where the head of a text ends: at the first semicolon that is none of its own. */
    static int headEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ';' && !(i > 0 && text.charAt(i - 1) == '\\')) {
                return i;
            }
        }
        return text.length();
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && text.startsWith(";", i + 1)) {
                part.append(';');
                i++;
            } else if (c == ';') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
