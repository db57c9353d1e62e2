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
 * Writes events: a time, a level, a name, fields; how they look is for the {@link Layout} of each destination. An empty
 * value is left out with its key. Safe for all threads.
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
    private final Levels levels;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile List<Destination> destinations;

    /** A log in text. */
    public EventLog(LogFile file, Level level) {
        this.file = file;
        this.levels = new Levels(level);
        this.destinations = List.of(new Destination.ToFile(file, Layout.TEXT, Level.DEBUG));
    }

    /** How much is written; may be changed at any time. */
    public Levels levels() {
        return levels;
    }

    /** From now on events go there, and nowhere else. */
    void destinations(List<Destination> others) {
        destinations = List.copyOf(others);
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
        write(level(levelName), event, fields);
    }

    private static Level level(String name) {
        for (Level each : Level.values()) {
            if (each.name().equalsIgnoreCase(name)) {
                return each;
            }
        }
        return Level.INFO;
    }

    /** Writes a line of a library in a process of ours, which has looked at its level already. */
    public void of(LibraryLine line, Fields process) {
        Entry entry = entry(
                level(line.level()),
                "worker.log",
                process,
                "pid",
                line.pid(),
                "app",
                line.app(),
                "logger",
                line.logger(),
                "thread",
                line.thread(),
                "message",
                line.message(),
                Layout.THROWN,
                line.thrown());
        if (entry.level().compareTo(Level.WARNING) >= 0) {
            listeners.forEach(listener -> listener.heard(entry));
        }
        write(entry);
    }

    /** Repeats what a process printed before it ended, below the event that it explains. */
    public void lines(String event, List<String> output) {
        for (String line : output) {
            for (Destination destination : destinations) {
                if (destination instanceof Destination.ToFile to && to.layout() == Layout.TEXT) {
                    to.file().write("  " + event + " | " + line + "\n");
                } else {
                    destination.write(entry(Level.ERROR, event + ".output", "line", line));
                }
            }
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
        boolean written = at.compareTo(levels.of(event)) >= 0;
        if (!written && listeners.isEmpty()) {
            return;
        }
        Entry entry = entry(at, event, fields);
        listeners.forEach(listener -> listener.heard(entry));
        if (written) {
            write(entry);
        }
    }

    /** Writes what somebody else has filtered, and no listener hears of: lines of workers. */
    void write(Entry entry) {
        for (Destination destination : destinations) {
            if (entry.level().compareTo(destination.least()) >= 0) {
                destination.write(entry);
            }
        }
    }

    static Entry entry(Level at, String event, Object... fields) {
        return new Entry(Instant.now().truncatedTo(ChronoUnit.MILLIS), at, event, values(fields));
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
}
