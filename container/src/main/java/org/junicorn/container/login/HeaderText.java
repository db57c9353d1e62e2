package org.junicorn.container.login;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The syntax of {@code Authorization} and {@code WWW-Authenticate} (RFC 9110, 5.6.4 and 11.2). */
final class HeaderText {
    private HeaderText() {}

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /**
     * The parameters behind a scheme, {@code name=value} or {@code name="value"} with commas between; names in lower
     * case. Empty if the text is anything else, or has a name twice.
     */
    static Optional<Map<String, String>> parameters(String text) {
        Map<String, String> found = new HashMap<>();
        int at = 0;
        while (true) {
            at = skip(text, at, " \t,");
            if (at == text.length()) {
                return Optional.of(found);
            }
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                return Optional.empty();
            }
            String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            at = skip(text, equals + 1, " \t");
            StringBuilder value = new StringBuilder();
            if (at < text.length() && text.charAt(at) == '"') {
                for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                    if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                        at++;
                    }
                    value.append(text.charAt(at));
                }
                if (at++ == text.length()) {
                    return Optional.empty();
                }
            } else {
                for (; at < text.length() && ", \t".indexOf(text.charAt(at)) < 0; at++) {
                    value.append(text.charAt(at));
                }
            }
            int end = skip(text, at, " \t");
            boolean separated = end == text.length() || text.charAt(end) == ',';
            if (!separated || name.isEmpty() || found.put(name, value.toString()) != null) {
                return Optional.empty();
            }
            at = end;
        }
    }

    private static int skip(String text, int from, String characters) {
        int at = from;
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
