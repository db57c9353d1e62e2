package org.junicorn.launcher.log;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junicorn.launcher.ExitCode;

/**
 * Writes events as single lines, {@code TIME LEVEL name key=value …}. A value with a space, a quote or a line break is
 * quoted, with {@code \"}, {@code \\} and {@code \n}; an empty value is left out with its key. Safe for all threads.
 */
public final class EventLog {
    /** How much is written; the names are gunicorn's. */
    public enum Level {
        DEBUG,
        INFO,
        WARNING,
        ERROR,
        CRITICAL
    }

    /** Names and values that belong to several events; see {@link #fields}. */
    public record Fields(Map<String, String> values) {
        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** An event as it was written, whatever the level of the log. Fields without a value are left out. */
    public record Entry(Instant time, Level level, String name, Map<String, String> fields) {
        public Entry {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /** Hears of events on the thread that has them to say, before they are written: must be quick and must not throw. */
    public interface Listener {
        void heard(Entry entry);
    }

    private final LogFile file;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Level level;

    public EventLog(LogFile file, Level level) {
        this.file = file;
        this.level = level;
    }

    /** From now on events below this level are left out. */
    public void level(Level level) {
        this.level = level;
    }

    /** From now on the listener hears of each event, also of those below the level. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    public void debug(String event, Object... fields) {
        write(Level.DEBUG, event, fields);
    }

    public void info(String event, Object... fields) {
        write(Level.INFO, event, fields);
    }

    public void warning(String event, Object... fields) {
        write(Level.WARNING, event, fields);
    }

    public void error(String event, Object... fields) {
        write(Level.ERROR, event, fields);
    }

    /** Writes an event whose level is given by its name; an unknown one is INFO. */
    public void at(String levelName, String event, Object... fields) {
        Level found = Level.INFO;
        for (Level each : Level.values()) {
            if (each.name().equalsIgnoreCase(levelName)) {
                found = each;
            }
        }
        write(found, event, fields);
    }

    /** Repeats what a process printed before it ended, below the event that it explains. */
    public void lines(String event, List<String> output) {
        for (String line : output) {
            file.write("  " + event + " | " + line + "\n");
        }
    }

    /** Says why the whole server ends, in words, to the person at the terminal, wherever the log goes. */
    public void fatal(ExitCode code, String message, List<String> output) {
        write(
                Level.CRITICAL,
                "supervisor.failed",
                "exit",
                code.code(),
                "reason",
                message.lines().findFirst().orElse(""));
        StringBuilder text = new StringBuilder();
        if (!file.isStandard() && !output.isEmpty()) { // where all is seen together, it was seen already
            text.append("The last lines that the worker printed:\n");
            output.forEach(line -> text.append("  | ").append(line).append('\n'));
        }
        text.append("junicorn: ").append(message).append('\n');
        LogFile.standardError().write(text.toString());
    }

    /** Fields for use in several events: names and values in turn. */
    public static Fields fields(Object... fields) {
        return new Fields(values(fields));
    }

    private void write(Level at, String event, Object... fields) {
        boolean written = at.compareTo(level) >= 0;
        if (!written && listeners.isEmpty()) {
            return;
        }
        Entry entry = new Entry(Instant.now().truncatedTo(ChronoUnit.MILLIS), at, event, values(fields));
        listeners.forEach(listener -> listener.heard(entry));
        if (written) {
            file.write(line(entry));
        }
    }

    private static String line(Entry entry) {
        StringBuilder line = new StringBuilder(160);
        String level = entry.level().name();
        line.append(entry.time()).append(' ').append(level);
        for (int i = level.length(); i < 8; i++) {
            line.append(' ');
        }
        line.append(' ').append(entry.name());
        entry.fields().forEach((name, value) -> {
            line.append(' ').append(name).append('=');
            appendValue(line, value);
        });
        return line.append('\n').toString();
    }

    private static Map<String, String> values(Object... fields) {
        Map<String, String> values = new LinkedHashMap<>();
        int i = 0;
        while (i < fields.length) {
            if (fields[i] instanceof Fields ready) {
                values.putAll(ready.values());
                i++;
            } else {
                String value = text(fields[i + 1]);
                if (!value.isEmpty()) {
                    values.put(String.valueOf(fields[i]), value);
                }
                i += 2;
            }
        }
        return values;
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return duration.toSeconds() == 0 || duration.toMillis() % 1000 != 0
                    ? String.format(Locale.ROOT, "%.3fs", duration.toNanos() / 1e9)
                    : duration.toSeconds() + "s";
        }
        return String.valueOf(value);
    }

    /** What a terminal or another reader may take for more than text: C0 and C1 controls, Unicode's line breaks. */
    private static boolean isControl(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    private static void appendValue(StringBuilder line, String value) {
        boolean plain = value.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != '=' && !isControl(c));
        if (plain) {
            line.append(value);
            return;
        }
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\t' -> line.append("\\t");
                case '\r' -> line.append("\\r");
                default -> {
                    if (isControl(c)) {
                        line.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }
}
