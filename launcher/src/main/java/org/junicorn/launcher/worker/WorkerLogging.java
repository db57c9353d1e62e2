package org.junicorn.launcher.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junicorn.launcher.channel.Order;
import org.junicorn.launcher.config.SyslogAddress;
import org.junicorn.launcher.config.SyslogFacility;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.Levels;
import org.junicorn.launcher.log.LibraryLine;
import org.junicorn.launcher.syslog.Syslog;

/**
 * How the container's libraries log in a worker: those with jboss-logging through {@link ContainerLoggers}, the others
 * through java.util.logging, whose root gets a handler that writes to the same place. So what an application logs there
 * is found in the error log, too, unless it has configured java.util.logging itself, by {@code java_opts} or in code.
 */
final class WorkerLogging {
    /** The one static object of the process: jboss-logging makes the provider, so nobody can hand it anything. */
    private static final WorkerLog LOG = new WorkerLog();

    private WorkerLogging() {}

    static WorkerLog log() {
        return LOG;
    }

    /** How much is logged by which logger; may be changed at any time. */
    static Levels levels() {
        return LOG.levels();
    }

    /** From now on the supervisor gets the lines. */
    static void connect(Order.Logging order, Consumer<LibraryLine> way) {
        Map<String, EventLog.Level> named = new HashMap<>();
        for (String rule : order.levels()) {
            int equals = rule.lastIndexOf('=');
            named.put(rule.substring(0, equals), EventLog.Level.valueOf(rule.substring(equals + 1)));
        }
        LOG.levels().replace(EventLog.Level.valueOf(order.level()), named);
        LOG.connect(way);
    }

    /** Takes lines of the access log for the syslog server, if there is one to be told. */
    static Optional<Consumer<String>> syslog(Order.Logging order) {
        if (order.syslog().isEmpty()) {
            return Optional.empty();
        }
        Syslog syslog = new Syslog(
                SyslogAddress.parse(order.syslog()),
                SyslogFacility.valueOf(order.facility()),
                order.name(),
                new SyslogTrouble(LOG, order.syslog()));
        syslog.start();
        Runtime.getRuntime().addShutdownHook(new Thread(syslog::close, "syslog-end"));
        return Optional.of(line -> syslog.send(Syslog.Weight.INFO, "access", line));
    }

    /** Says what goes wrong with the syslog server. */
    private record SyslogTrouble(WorkerLog log, String server) implements Syslog.Trouble {
        private static final String NAME = Syslog.class.getName();

        @Override
        public void unreachable(String reason) {
            log.write(
                    EventLog.Level.ERROR,
                    NAME,
                    "the syslog server " + server + " cannot be reached, lines of the access log wait: " + reason,
                    null);
        }

        @Override
        public void reachable() {
            log.write(EventLog.Level.INFO, NAME, "the syslog server " + server + " can be reached again", null);
        }

        @Override
        public void dropped(long messages) {
            log.write(
                    EventLog.Level.WARNING,
                    NAME,
                    messages + " lines of the access log were not sent to the syslog server " + server,
                    null);
        }
    }

    static void configure() {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                root.removeHandler(handler);
            }
        }
        root.addHandler(new ToLog());
    }

    /** Takes what its logger has let through: of an application's loggers the levels are its own. */
    private static final class ToLog extends Handler {
        private final Formatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
            int level = record.getLevel().intValue();
            EventLog.Level at = level >= java.util.logging.Level.SEVERE.intValue()
                    ? EventLog.Level.ERROR
                    : level >= java.util.logging.Level.WARNING.intValue()
                            ? EventLog.Level.WARNING
                            : level >= java.util.logging.Level.INFO.intValue()
                                    ? EventLog.Level.INFO
                                    : EventLog.Level.DEBUG;
            String logger = record.getLoggerName() == null ? "" : record.getLoggerName();
            LOG.write(at, logger, formatter.formatMessage(record), record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
