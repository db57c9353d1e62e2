package org.junicorn.it;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One event of the error log: {@code <time> <LEVEL> <name> key=value …}.
 *
 * @param fields in the order of the line, quotes and escapes resolved
 */
record LogEvent(Instant time, String level, String name, Map<String, String> fields, String line) {
    private static final Pattern EVENT =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z) ([A-Z]+) +([a-z_]+(?:\\.[a-z_]+)*)( .*)?");
    private static final Pattern FIELD = Pattern.compile("([a-zA-Z_.]+)=(\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|\\S*)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    /** Returns the event of a line, or nothing for a line that is not one, such as the application's own output. */
    static Optional<LogEvent> parse(String line) {
        Matcher event = EVENT.matcher(line);
        if (!event.matches()) {
            return Optional.empty();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(event.group(4) == null ? "" : event.group(4));
        while (field.find()) {
            fields.put(field.group(1), unquoted(field.group(2)));
        }
        return Optional.of(new LogEvent(Instant.parse(event.group(1)), event.group(2), event.group(3), fields, line));
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"")) {
            return value;
        }
        return ESCAPE.matcher(value.substring(1, value.length() - 1))
                .replaceAll(escape -> Matcher.quoteReplacement(
                        switch (escape.group(1)) {
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "r" -> "\r";
                            default -> escape.group(1);
                        }));
    }

    /** Returns a field; a missing one is a failure that shows the line. */
    String field(String key) {
        String value = fields.get(key);
        if (value == null) {
            throw new AssertionError("no field " + key + " in: " + line);
        }
        return value;
    }

    int number(String key) {
        return Integer.parseInt(field(key));
    }

    boolean has(String key, String value) {
        return value.equals(fields.get(key));
    }

    boolean has(String key, long value) {
        return has(key, Long.toString(value));
    }

    /** Reads a field such as {@code 0.412s} or {@code 35ms}. */
    Duration duration(String key) {
        Matcher text = Pattern.compile("([\\d.]+)(ms|s|m)").matcher(field(key));
        if (!text.matches()) {
            throw new AssertionError("field " + key + " is not a duration in: " + line);
        }
        double value = Double.parseDouble(text.group(1));
        double millis =
                text.group(2).equals("ms") ? value : value * (text.group(2).equals("s") ? 1000 : 60_000);
        return Duration.ofMillis(Math.round(millis));
    }

    @Override
    public String toString() {
        return line;
    }
}
