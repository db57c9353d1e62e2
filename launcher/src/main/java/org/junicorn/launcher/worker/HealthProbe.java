package org.junicorn.launcher.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junicorn.container.Container;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.Order;

/**
 * Asks the application whether it is well: {@link #awaitHealthy()} on the thread that boots, then on a thread of its own.
 * A request that no thread takes in time fails as well, so a worker whose threads all hang is found.
 */
final class HealthProbe {
    private static final Duration BOOTING = Duration.ofMillis(500);

    private final Order.Health health;
    private final Container container;
    private final WorkerMain.FactWriter facts;

    HealthProbe(Order.Health health, Container container, WorkerMain.FactWriter facts) {
        this.health = health;
        this.container = container;
        this.facts = facts;
    }

    /** Returns when it is well, or was not asked; the supervisor ends a worker that takes too long to boot. */
    void awaitHealthy() {
        String last = "";
        for (Optional<String> trouble = trouble(); trouble.isPresent(); trouble = trouble()) {
            if (!trouble.get().equals(last)) {
                last = trouble.get();
                facts.tell(new Fact.Note("WARNING", "worker.not_healthy_yet", last));
            }
            Duration pause = health.interval().compareTo(BOOTING) < 0 ? health.interval() : BOOTING;
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    void start() {
        if (!health.target().isEmpty()) {
            Thread thread = new Thread(this::run, "health");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        int failures = 0;
        while (failures < health.failures()) {
            LockSupport.parkNanos(health.interval().toNanos());
            Optional<String> trouble = trouble();
            failures = trouble.isEmpty() ? 0 : failures + 1;
            if (failures == health.failures()) {
                facts.tell(new Fact.Unhealthy(trouble.get() + ", " + failures + " times in a row"));
            }
        }
    }

    private Optional<String> trouble() {
        if (health.target().isEmpty()) {
            return Optional.empty();
        }
        try {
            int status = container.ask(health.target(), health.timeout());
            return status == health.status()
                    ? Optional.empty()
                    : Optional.of(health.target() + " answered " + status + ", not " + health.status());
        } catch (IOException e) {
            return Optional.of(health.target() + ": " + e.getMessage());
        }
    }
}
