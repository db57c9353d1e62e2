package org.junicorn.launcher.statsd;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junicorn.launcher.config.StatsdSettings;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.supervisor.Operations;

/**
 * What the supervisor tells statsd: how many workers there are, every ten seconds and whenever one comes or goes, and how
 * often it has logged a warning or worse. Does nothing, and costs nothing, without {@code statsd_host}.
 */
public final class ServerMetrics implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Operations operations;
    private final EventLog log;
    private StatsdSettings settings = new StatsdSettings(Optional.empty(), Optional.empty(), Optional.empty());
    private Optional<Running> running = Optional.empty();

    public ServerMetrics(Operations operations, EventLog log) {
        this.operations = operations;
        this.log = log;
    }

    /** A generation's settings count from now on. */
    public synchronized void apply(StatsdSettings fresh) {
        if (!fresh.equals(settings)) {
            close();
            settings = fresh;
            running = fresh.statsdHost().map(host -> new Running(open(fresh, host)));
        }
    }

    private static Statsd open(StatsdSettings settings, String host) {
        return new Statsd(
                host,
                settings.statsdPrefix().orElse(""),
                settings.dogstatsdTags().orElse(""));
    }

    @Override
    public synchronized void close() {
        running.ifPresent(Running::close);
        running = Optional.empty();
    }

    private final class Running implements EventLog.Listener, AutoCloseable {
        private final Statsd statsd;
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "statsd-workers");
            thread.setDaemon(true);
            return thread;
        });

        Running(Statsd statsd) {
            this.statsd = statsd;
            log.addListener(this);
            clock.scheduleAtFixedRate(this::tellWorkers, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
        }

        private void tellWorkers() {
            operations
                    .status()
                    .thenAccept(status -> statsd.gauge(
                            "gunicorn.workers",
                            status.workers().stream()
                                    .filter(worker -> worker.pid() > 0)
                                    .count()));
        }

        @Override
        public void heard(EventLog.Entry entry) {
            switch (entry.level()) {
                case WARNING -> statsd.count("gunicorn.log.warning");
                case ERROR -> statsd.count("gunicorn.log.error");
                case CRITICAL -> statsd.count("gunicorn.log.critical");
                default -> {}
            }
            if (entry.name().equals("worker.spawned") || entry.name().equals("worker.exited")) {
                tellWorkers();
            }
        }

        @Override
        public void close() {
            log.removeListener(this);
            clock.shutdownNow();
            statsd.close();
        }
    }
}
