package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that have booted before they are needed. */
class StandbyIT {
    private static final int REPLACEMENTS = 3;
    private static final int CONNECTIONS = 200;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void theSpareServesWhenTheOnlyWorkerWasKilled() throws HttpFailure {
        ServerProcess server =
                servers.probe().workers(1).option("--spare-workers", 1).serve();
        long worker = server.readyWorkers().get(1);
        LogEvent spare = server.log().await("worker.spare");
        assertThat(Ctl.run(server, "show", "workers").out())
                .contains("spare")
                .contains("1 of 1 workers serve, 1 spare; generation 1");
        assertThat(asked(server)).isEqualTo(worker);
        int mark = server.log().mark();
        Proc.signal(worker, "KILL");
        assertThat(asked(server)).isEqualTo(Long.parseLong(spare.field("pid")));
        LogEvent promoted = server.log().awaitSince(mark, "worker.promoted");
        assertThat(promoted.field("pid")).isEqualTo(spare.field("pid"));
        assertThat(promoted.field("reason")).isEqualTo("respawn");
        LogEvent next = server.log().awaitSince(mark, "worker.spare");
        assertThat(next.field("slot")).isEqualTo("1");

        mark = server.log().mark();
        Reloads.reload(server);
        server.log().awaitSince(mark, "worker.exited", event -> event.has("pid", next.field("pid")));
        LogEvent renewed = server.log().awaitSince(mark, "worker.spare");
        assertThat(renewed.field("generation")).isEqualTo("2");
        assertThat(server.log().eventsSince(mark, "worker.promoted")).isEmpty();
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(server.log().events("worker.killed")).isEmpty();
    }

    @Test
    void sparesTakeThePlacesOfRecycledWorkersWithoutALoss() {
        ServerProcess server = servers.probe()
                .workers(2)
                .option("--spare-workers", 1)
                .option("--max-requests", 300)
                .serve();
        server.log().await("worker.spare");
        try (Load load = Load.on(server.address()).start()) {
            server.log().awaitCount("worker.promoted", REPLACEMENTS);
            load.stop().assertNoFailures();
        }
        List<LogEvent> promoted = server.log().events("worker.promoted");
        assertThat(promoted).allMatch(event -> event.has("reason", "recycle"));
        Reloads.assertAlwaysBetween(server, 2, 4);
        Set<String> pids =
                new TreeSet<>(promoted.stream().map(event -> event.field("pid")).toList());
        assertThat(pids).hasSize(promoted.size());
    }

    @Test
    void aWorkerIsWarmedUpBeforeTheFirstClientIsServed() throws Exception {
        Path log = servers.directory().resolve("access.log");
        ServerProcess server = servers.probe()
                .workers(1)
                .option("--warmup", "/warmup /warmup?status=500 /missing")
                .option("--warmup-requests", 20)
                .option("--warmup-timeout", "60s")
                .option("--max-requests", 3)
                .option("--session-store", "memory")
                .option("--access-logfile", log)
                .serve();
        assertThat(Http.get(server.address(), "/warmup").text().trim()).isEqualTo("rehearsed=18 sessions=0 served=1");
        assertThat(server.log().events("worker.warmup_failed"))
                .extracting(event -> event.field("detail"))
                .containsExactly(
                        "/warmup?status=500: answered 500; it is left out", "/missing: answered 404; it is left out");
        assertThat(server.log().await("worker.warmed_up").field("detail")).startsWith("20 requests in ");
        assertThat(server.log().events("worker.draining"))
                .as("not recycled by them")
                .isEmpty();
        Await.until(
                "the access log",
                () -> Files.exists(log) && !Files.readAllLines(log).isEmpty());
        assertThat(Files.readAllLines(log)).hasSize(1);
        int mark = server.log().mark();
        Reloads.reload(server);
        assertThat(server.log().eventsSince(mark, "worker.warmed_up")).hasSize(1);
    }

    @Test
    void aWarmUpThatTakesTooLongIsGivenUpWithAWarning() {
        ServerProcess server = servers.probe()
                .workers(1)
                .option("--warmup", "/hold?file=" + servers.directory().resolve("never"))
                .option("--warmup-timeout", "300ms")
                .serve();
        assertThat(server.log().await("worker.warmup_incomplete").field("detail"))
                .contains(" s, not 200: warmup_timeout is over");
    }

    @Test
    void aNewWorkerTakesATenthOfTheConnectionsAtFirst() throws Exception {
        Path config = servers.directory().resolve("junicorn.properties");
        Files.writeString(config, "workers = 2\n");
        ServerProcess server = servers.probe().option("--config", config).serve();
        Path release = servers.directory().resolve("release");
        try (Http.Connection first = inFirst(server)) {
            first.send("GET", "/hold?file=" + release, List.of(), new byte[0]);
            Files.writeString(config, "workers = 2\nslow_start = 1h\n");
            int mark = server.log().mark();
            server.signal("HUP");
            // It waits for its request, and the replacement of the other one waits for its end.
            server.log().awaitSince(mark, "worker.draining", event -> event.has("slot", 1));
            int fresh = 0;
            for (int i = 0; i < CONNECTIONS; i++) {
                if (Http.get(server.address(), "/pid").text().contains("generation=2")) {
                    fresh++;
                }
            }
            // About a tenth; without a slow start it would be half of them.
            assertThat(fresh).isBetween(1, CONNECTIONS / 3);
            Files.createFile(release);
            server.log().awaitSince(mark, "reload.done");
        }
    }

    /** A connection to the worker in the first slot. */
    private static Http.Connection inFirst(ServerProcess server) throws HttpFailure {
        while (true) {
            Http.Connection connection = Http.Connection.open(server.address());
            if (connection.get("/pid").text().contains("slot=1 ")) {
                return connection;
            }
            connection.close();
        }
    }

    /** Who answers now. */
    private static long asked(ServerProcess server) throws HttpFailure {
        return Long.parseLong(Http.get(server.address(), "/pid").text().trim().replaceAll(".*pid=", ""));
    }
}
