package org.junicorn.launcher.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.log.EventLog.Level;

/**
 * What the file of {@code logconfig} says; what it leaves out is as the settings say.
 *
 * @param level of all loggers that are not named
 * @param levels by logger
 * @param destinations where events go instead of the error log; empty: there
 */
record LogConfig(Optional<Level> level, Map<String, Level> levels, Optional<Layout> format, List<Target> destinations) {
    static final LogConfig NONE = new LogConfig(Optional.empty(), Map.of(), Optional.empty(), List.of());

    /**
     * One destination.
     *
     * @param to {@code stderr}, {@code stdout}, {@code errorlog}, {@code syslog} or an absolute path
     * @param format if it differs
     * @param level the least that it takes
     */
    record Target(String to, Optional<Layout> format, Level level) {}

    LogConfig {
        levels = Map.copyOf(levels);
        destinations = List.copyOf(destinations);
    }
}
