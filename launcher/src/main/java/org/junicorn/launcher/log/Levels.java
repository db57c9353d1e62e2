package org.junicorn.launcher.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junicorn.launcher.log.EventLog.Level;

/**
 * How much is logged, by logger: names are those of events ({@code worker.ready}) and of classes
 * ({@code org.junicorn.container.http.AccessLogFile}). What counts is the longest name given that is the logger's own or,
 * up to a dot, begins it; else {@link #ROOT}. Safe for all threads; a change counts at once.
 */
public final class Levels {
    /** The name that stands for all loggers that no other name is given for. */
    public static final String ROOT = "root";

    private record Rules(Level root, Map<String, Level> named) {}

    private final Map<String, Level> quiet;
    private volatile Rules rules;

    /** @param quiet loggers that are quieter than the rest as long as they are not named, and how much so */
    public Levels(Level root, Map<String, Level> quiet) {
        this.quiet = Map.copyOf(quiet);
        this.rules = new Rules(root, Map.of());
    }

    public Levels(Level root) {
        this(root, Map.of());
    }

    /** Forgets all names that were given, and takes these. */
    public synchronized void replace(Level root, Map<String, Level> named) {
        rules = new Rules(root, Map.copyOf(named));
    }

    /** From now on events of this logger below this level are left out. */
    public synchronized void set(String logger, Level level) {
        if (logger.equals(ROOT)) {
            rules = new Rules(level, rules.named());
        } else {
            Map<String, Level> named = new LinkedHashMap<>(rules.named());
            named.put(logger, level);
            rules = new Rules(rules.root(), Map.copyOf(named));
        }
    }

    /** What was given, by name, and the level of {@link #ROOT}. */
    public Map<String, Level> all() {
        Rules current = rules;
        Map<String, Level> all = new TreeMap<>(current.named());
        all.put(ROOT, current.root());
        return all;
    }

    /** The level from which on the logger is heard. */
    public Level of(String logger) {
        Rules current = rules;
        if (current.named().isEmpty() && quiet.isEmpty()) {
            return current.root();
        }
        Optional<Level> named = longest(current.named(), logger);
        if (named.isPresent()) {
            return named.get();
        }
        Level usual = longest(quiet, logger).orElse(current.root());
        return usual.compareTo(current.root()) > 0 ? usual : current.root();
    }

    private static Optional<Level> longest(Map<String, Level> levels, String logger) {
        String name = logger;
        while (true) {
            Level found = levels.get(name);
            int dot = name.lastIndexOf('.');
            if (found != null || dot < 0) {
                return Optional.ofNullable(found);
            }
            name = name.substring(0, dot);
        }
    }
}
