package org.junicorn.launcher.worker;

import java.text.MessageFormat;
import java.util.IllegalFormatException;
import org.jboss.logging.Logger;
import org.junicorn.launcher.log.EventLog;

/** A logger of the container's libraries. */
final class ContainerLogger extends Logger {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // nobody writes loggers
    private final WorkerLog log;

    ContainerLogger(String name, WorkerLog log) {
        super(name);
        this.log = log;
    }

    @Override
    public boolean isEnabled(Level level) {
        return log.hears(getName(), level(level));
    }

    @Override
    protected void doLog(Level level, String from, Object message, Object[] parameters, Throwable thrown) {
        EventLog.Level at = level(level);
        if (log.hears(getName(), at)) {
            String text = String.valueOf(message);
            try {
                text = parameters == null || parameters.length == 0 ? text : MessageFormat.format(text, parameters);
            } catch (IllegalArgumentException e) {
                // as it is, then
            }
            log.write(at, getName(), text, thrown);
        }
    }

    @Override
    protected void doLogf(Level level, String from, String format, Object[] parameters, Throwable thrown) {
        EventLog.Level at = level(level);
        if (log.hears(getName(), at)) {
            String text = format;
            try {
                text = parameters == null ? String.format(format) : String.format(format, parameters);
            } catch (IllegalFormatException e) {
                // as it is, then
            }
            log.write(at, getName(), text, thrown);
        }
    }

    private static EventLog.Level level(Level level) {
        return switch (level) {
            case FATAL -> EventLog.Level.CRITICAL;
            case ERROR -> EventLog.Level.ERROR;
            case WARN -> EventLog.Level.WARNING;
            case INFO -> EventLog.Level.INFO;
            case DEBUG, TRACE -> EventLog.Level.DEBUG;
        };
    }
}
