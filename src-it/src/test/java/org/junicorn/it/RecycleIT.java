package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Planned replacement: the replacement first, one worker at a time, and no client notices. */
class RecycleIT {
    private static final Duration LENGTH = Duration.ofSeconds(60);

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void workersAreRecycledAfterTheirRequestsWithoutALoss() {
        ServerProcess server = servers.probe()
                .workers(3)
                .option("--max-requests", 500)
                .option("--max-requests-jitter", 100)
                .serve();
        try (Load load = Load.on(server.address()).keepAlive(12).perRequest(12).start()) {
            Await.moment(System.nanoTime() + LENGTH.toNanos());
            load.stop().assertNoFailures();
        }
        List<LogEvent> replacements = recycled(server);
        assertThat(replacements).as("replacements in %s", LENGTH).hasSizeGreaterThan(10);
        Reloads.assertAlwaysBetween(server, 3, 4);
        Await.until("three workers again", () -> server.workers().size() == 3);
    }

    @Test
    void workersAreRecycledAtTheirAgeWithoutALoss() {
        ServerProcess server =
                servers.probe().workers(2).option("--max-worker-age", "3s").serve();
        try (Load load = Load.on(server.address()).start()) {
            Await.until(
                    "four replacements",
                    Duration.ofSeconds(40),
                    () -> recycled(server).size() >= 4);
            load.stop().assertNoFailures();
        }
        Reloads.assertAlwaysBetween(server, 2, 3);
    }

    private static List<LogEvent> recycled(ServerProcess server) {
        return server.log().events("worker.spawned").stream()
                .filter(event -> event.has("reason", "recycle"))
                .toList();
    }
}
