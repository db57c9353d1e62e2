package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that take longer than they may. */
class StuckIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void aRequestOverTimeIsAnsweredInterruptedAndLogged() throws HttpFailure {
        Path journal = servers.directory().resolve("journal");
        ServerProcess server = servers.probe()
                .option("--request-timeout", "1s")
                .environment("PROBE_LOG", journal.toString())
                .serve();
        long began = System.nanoTime();
        Http.Response response = Http.get(server.address(), "/interruptible");
        assertThat(response.status()).isEqualTo(503);
        assertThat(System.nanoTime() - began).isGreaterThan(900_000_000L);

        LogEvent event = server.log().await("request.timed_out");
        assertThat(event.field("method")).isEqualTo("GET");
        assertThat(event.field("path")).isEqualTo("/interruptible");
        assertThat(event.field("slot")).isEqualTo("1");
        server.log().awaitLine(0, "InterruptibleServlet");
        Await.until("the thread is interrupted", () -> Files.readString(journal).contains("interrupted"));

        Await.until(
                "others are answered", () -> Http.get(server.address(), "/pid").status() == 200);
        assertThat(server.log().events("worker.exited")).isEmpty();
    }

    @Test
    void aWorkerWithAStuckThreadIsReplacedFirstAndEndedAfterItsOtherRequests() throws HttpFailure {
        ServerProcess server = servers.probe().option("--request-timeout", "2s").serve();
        long pid = server.readyWorkers().get(1);
        try (Http.Connection other = Http.Connection.open(server.address())) {
            assertThat(Http.get(server.address(), "/hang").status()).isEqualTo(503);
            other.send("GET", "/slow?ms=500", List.of(), new byte[0]);
            LogEvent stuck = server.log().await("request.stuck");
            assertThat(stuck.field("path")).isEqualTo("/hang");
            assertThat(stuck.field("method")).isEqualTo("GET");
            assertThat(other.receive("GET").status()).isIn(200, late(server, "/slow") ? 503 : 200);
        }
        LogEvent ready = server.log().awaitSince(0, "worker.ready", event -> event.number("pid") != pid);
        LogEvent exited = server.log().await("worker.exited");
        assertThat(exited.field("pid")).isEqualTo(Long.toString(pid));
        assertThat(exited.time()).isAfterOrEqualTo(ready.time());
        assertThat(Http.get(server.address(), "/pid").text()).contains("pid=" + ready.field("pid"));
        server.log().awaitLine(0, "HangServlet");
    }

    @Test
    void nobodyElseLosesARequestToAStuckOne() throws HttpFailure {
        ServerProcess server =
                servers.probe().workers(2).option("--request-timeout", "1s").serve();
        try (Load load = Load.on(server.address()).start()) {
            assertThat(Http.get(server.address(), "/hang").status()).isEqualTo(503);
            server.log().await("worker.exited");
            long soFar = load.answered();
            Await.until("answers", () -> load.answered() > soFar + 200);
            Load.Report report = load.stop();
            if (late(server, "/pid")) {
                assertThat(report.byPhase()).as(report.toString()).containsOnlyKeys(HttpFailure.Phase.STATUS);
            } else {
                report.assertNoFailures();
            }
        }
        Reloads.assertAlwaysBetween(server, 1, 3);
    }

    /** Whether the machine was too busy, or asleep, to answer in time what takes no time. */
    private static boolean late(ServerProcess server, String path) {
        return server.log().events("request.timed_out").stream().anyMatch(event -> event.has("path", path));
    }

    @Test
    void aSyncWorkerCountsItsTimeoutPerRequest() throws HttpFailure {
        ServerProcess server = servers.probe()
                .option("--worker-class", "sync")
                .option("--timeout", "2s")
                .serve();
        Http.Response response = Http.get(server.address(), "/interruptible");
        assertThat(response.status()).isEqualTo(503);
        assertThat(server.log().await("request.timed_out").field("path")).isEqualTo("/interruptible");
    }

    @Test
    void aSyncWorkerWorksOnOneRequestAtATime() throws HttpFailure {
        Path started = servers.directory().resolve("started");
        Path first = servers.directory().resolve("first");
        Path second = servers.directory().resolve("second");
        ServerProcess server = servers.probe().option("--worker-class", "sync").serve();
        try (Http.Connection one = Http.Connection.open(server.address());
                Http.Connection two = Http.Connection.open(server.address())) {
            one.send("GET", "/hold?file=" + first + "&started=" + started, List.of(), new byte[0]);
            Await.until("the first request runs", () -> Files.exists(started));
            two.send("GET", "/slow?ms=0&started=" + second, List.of(), new byte[0]);
            Await.moment(System.nanoTime() + 500_000_000L);
            assertThat(second).doesNotExist();
            Wars.touch(first);
            assertThat(one.receive("GET").status()).isEqualTo(200);
            assertThat(two.receive("GET").status()).isEqualTo(200);
        }
    }
}
