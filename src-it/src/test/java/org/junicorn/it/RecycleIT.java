package org.junicorn.it;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Planned replacement: the replacement first, one worker at a time, and no client notices. */
class RecycleIT {
    private static final int REPLACEMENTS = 11;

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
            Await.until(
                    REPLACEMENTS + " replacements",
                    Duration.ofMinutes(10),
                    () -> recycled(server).size() >= REPLACEMENTS);
            load.stop().assertNoFailures();
        }
        Reloads.assertAlwaysBetween(server, 3, 4);
        Await.until("three workers again", () -> server.workers().size() == 3);
    }

    @Test
    void workersAreRecycledAtTheirAgeWithoutALoss() {
        ServerProcess server =
                servers.probe().workers(2).option("--max-worker-age", "3s").serve();
        try (Load load = Load.on(server.address()).start()) {
            Await.until("four replacements", () -> recycled(server).size() >= 4);
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
