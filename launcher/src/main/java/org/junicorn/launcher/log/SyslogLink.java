package org.junicorn.launcher.log;

import java.util.Optional;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.config.SyslogAddress;
import org.junicorn.launcher.config.SyslogSettings;
import org.junicorn.launcher.syslog.Syslog;

/** The supervisor's way to the syslog server, which changes with its settings. */
final class SyslogLink {
    private final EventLog log;
    private Optional<Open> current = Optional.empty();

    private record Open(SyslogSettings settings, String name, Syslog syslog) {}

    SyslogLink(EventLog log) {
        this.log = log;
    }

    /** What is to be used from now on: what there is if nothing has changed. */
    synchronized Optional<Syslog> follow(Optional<Settings> wanted) {
        Optional<Open> kept = current.filter(
                open -> wanted.filter(settings -> settings.syslog().equals(open.settings())
                                && name(settings).equals(open.name()))
                        .isPresent());
        if (kept.isEmpty()) {
            current.ifPresent(open -> {
                Thread end = new Thread(open.syslog()::close, "syslog-end"); // it may take a second
                end.setDaemon(true);
                end.start();
            });
            current = wanted.map(this::open);
        }
        return current.map(Open::syslog);
    }

    private static String name(Settings settings) {
        return settings.syslog().syslogPrefix().orElse(settings.server().procName());
    }

    private Open open(Settings settings) {
        SyslogSettings given = settings.syslog();
        Syslog syslog = new Syslog(
                SyslogAddress.parse(given.syslogAddr()),
                given.syslogFacility(),
                name(settings),
                new ToLog(given.syslogAddr()));
        syslog.start();
        return new Open(given, name(settings), syslog);
    }

    synchronized void close() {
        current.ifPresent(open -> open.syslog().close());
        current = Optional.empty();
    }

    private final class ToLog implements Syslog.Trouble {
        private final String server;

        ToLog(String server) {
            this.server = server;
        }

        @Override
        public void unreachable(String reason) {
            log.error("syslog.unreachable", "server", server, "reason", reason);
        }

        @Override
        public void reachable() {
            log.info("syslog.reachable", "server", server);
        }

        @Override
        public void dropped(long messages) {
            log.warning("syslog.dropped", "server", server, "messages", messages);
        }
    }
}
