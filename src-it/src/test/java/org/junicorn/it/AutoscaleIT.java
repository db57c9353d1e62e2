package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As many workers as the load needs, and none that needs too much memory. */
class AutoscaleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void theLoadBringsWorkersAndTheirQuietTakesThemAwayWithoutALoss() {
        ServerProcess server = servers.probe()
                .option("--workers", "1:3")
                .option("--threads", 2)
                .option("--scale-down-after", "3s")
                .serve();
        assertThat(server.workers()).hasSize(1);
        // A few clients that never stop, so that requests are under way also while workers leave.
        try (Load light = Load.on(server.address()).keepAlive(1).perRequest(1).start()) {
            try (Load heavy = Load.on(server.address())
                    .path("/slow?ms=100")
                    .keepAlive(6)
                    .perRequest(6)
                    .start()) {
                await(server, 3);
                heavy.stop().assertNoFailures();
            }
            LogEvent last = server.log().awaitSince(0, "workers.changed", event -> event.has("to", 1), PATIENCE);
            assertThat(last.field("reason")).isEqualTo("few threads are busy");
            await(server, 1);
            light.stop().assertNoFailures();
        }
        List<LogEvent> changes = server.log().events("workers.changed");
        assertThat(changes.get(0).field("from")).isEqualTo("1");
        assertThat(changes.get(0).field("reason")).isIn("most threads are busy", "requests wait for a thread");
        assertThat(changes.get(0).field("figures")).contains("busy threads", "wait for a thread", "memory available");
    }

    @Test
    void aWorkerThatGrowsTooLargeIsReplacedBeforeItLeaves() throws HttpFailure {
        // A fresh worker takes about 150 MB.
        ServerProcess server = servers.probe()
                .option("--java-opts", "-Xmx600m")
                .option("--max-worker-rss", "450m")
                .serve();
        LogEvent leaving = leak(server, "/keep?mb=400");
        assertThat(leaving.field("reason"))
                .startsWith("max_worker_rss: it has ")
                .endsWith(" MB of 450 MB");
    }

    @Test
    void aWorkerWhoseHeapStaysFullIsReplacedBeforeItLeaves() throws HttpFailure {
        ServerProcess server = servers.probe()
                .option("--java-opts", "-Xmx90m -XX:+UseSerialGC")
                .option("--max-worker-heap", "0.7")
                .serve();
        LogEvent leaving = leak(server, "/keep?mb=48&gc=true");
        assertThat(leaving.field("reason")).startsWith("max_worker_heap: 0.");
    }

    private static LogEvent leak(ServerProcess server, String path) throws HttpFailure {
        try (Load load = Load.on(server.address()).start()) {
            assertThat(Http.get(server.address(), path).status()).isEqualTo(200);
            LogEvent leaving = server.log().awaitSince(0, "worker.draining", event -> true, PATIENCE);
            LogEvent replacement = server.log().events("worker.spawned").get(1);
            assertThat(replacement.field("reason")).isEqualTo("recycle");
            assertThat(server.log().events("worker.ready")).hasSizeGreaterThan(1);
            LogEvent exited = server.log().awaitSince(0, "worker.exited", event -> true, PATIENCE);
            assertThat(exited.field("cause")).isEqualTo("ordered");
            load.stop().assertNoFailures();
            return leaving;
        }
    }

    private static void await(ServerProcess server, int workers) {
        Await.until(
                workers + " workers",
                PATIENCE,
                () -> server.workers().size() == workers
                        && server.readyWorkers().size() == workers);
    }
}
