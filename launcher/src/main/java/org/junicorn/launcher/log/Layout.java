package org.junicorn.launcher.log;

import java.util.Set;

/** How an event becomes a line, or in text and with a stack trace several, with the line end. */
public enum Layout {
    /**
     * {@code TIME LEVEL name key=value …}. A value with a space, a quote or a line break is quoted, with {@code \"},
     * {@code \\} and {@code \n}; of {@value #THROWN} each line follows on one of its own, indented.
     */
    TEXT {
        @Override
        String format(EventLog.Entry entry) {
            StringBuilder line = new StringBuilder(160);
            String level = entry.level().name();
            line.append(entry.time()).append(' ').append(level);
            for (int i = level.length(); i < 8; i++) {
                line.append(' ');
            }
            line.append(' ').append(message(entry, false)).append('\n');
            String thrown = entry.fields().get(THROWN);
            if (thrown != null) {
                thrown.lines().forEach(each -> {
                    line.append("  | ");
                    escaped(line, each, "");
                    line.append('\n');
                });
            }
            return line.toString();
        }
    },

    /** One object per line; numbers are those of processes and counts, everything else is text. */
    JSON {
        @Override
        String format(EventLog.Entry entry) {
            StringBuilder line = new StringBuilder(200);
            line.append("{\"time\":\"").append(entry.time()).append("\",\"level\":\"");
            line.append(entry.level().name()).append("\",\"event\":");
            string(line, entry.name());
            entry.fields().forEach((name, value) -> {
                line.append(',');
                string(line, name);
                line.append(':');
                if (NUMBERS.contains(name) && isNumber(value)) {
                    line.append(value);
                } else {
                    string(line, value);
                }
            });
            return line.append("}\n").toString();
        }
    };

    /** The field with a stack trace. */
    static final String THROWN = "thrown";

    private static final Set<String> NUMBERS = Set.of(
            "slot", "generation", "serving_generation", "pid", "exit", "requests", "in_flight", "workers", "failures");

    /** The event as text ends or as a line, with its end. */
    abstract String format(EventLog.Entry entry);

    /** The event in text, without its time and its level, and its stack trace only if wanted. */
    static String message(EventLog.Entry entry, boolean thrown) {
        StringBuilder line = new StringBuilder(120).append(entry.name());
        entry.fields().forEach((name, value) -> {
            if (thrown || !name.equals(THROWN)) {
                line.append(' ').append(name).append('=');
                value(line, value);
            }
        });
        return line.toString();
    }

    private static boolean isNumber(String value) {
        return value.length() < 16
                && value.chars().allMatch(c -> c >= '0' && c <= '9')
                && (value.equals("0") || !value.startsWith("0"));
    }

    private static void string(StringBuilder line, String value) {
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\t' -> line.append("\\t");
                case '\r' -> line.append("\\r");
                default -> {
                    if (isControl(c) || Character.isSurrogate(c)) {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }

    /** What a terminal or another reader may take for more than text: C0 and C1 controls, Unicode's line breaks. */
    private static boolean isControl(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    private static void value(StringBuilder line, String value) {
        boolean plain = value.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != '=' && !isControl(c));
        if (plain) {
            line.append(value);
        } else {
            line.append('"');
            escaped(line, value, "\"\\");
            line.append('"');
        }
    }

    private static void escaped(StringBuilder line, String value, String special) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (special.indexOf(c) >= 0) {
                line.append('\\').append(c);
            } else if (c == '\n') {
                line.append("\\n");
            } else if (c == '\t') {
                line.append(special.isEmpty() ? "\t" : "\\t");
            } else if (c == '\r') {
                line.append("\\r");
            } else if (isControl(c)) {
                line.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
    }
}
