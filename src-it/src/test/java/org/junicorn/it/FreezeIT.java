package org.junicorn.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junicorn.it.HttpFailure.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that show no sign of life. */
class FreezeIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** What a busy machine may add; without a supervisor that notices, it would be the patience of clients. */
    private static final Duration SLACK = Duration.ofSeconds(15);

    private static final int CLIENTS = 16;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void aStoppedWorkerIsReplacedWhileTheOthersGoOn() {
        ServerProcess server = servers.probe()
                .workers(4)
                .option("--timeout", TIMEOUT.toSeconds())
                .serve();
        try (Load load =
                Load.on(server.address()).keepAlive(0).perRequest(CLIENTS).start()) {
            Await.until("answers", () -> load.answered() > 2000);
            long began = System.nanoTime() - Duration.ofSeconds(1).toNanos();
            long frozen = System.nanoTime();
            long pid = server.readyWorkers().get(2);
            int mark = server.log().mark();
            Proc.signal(pid, "STOP");
            LogEvent silent = server.log().awaitSince(mark, "worker.silent", event -> event.has("pid", pid));
            assertThat(silent.duration("age")).isBetween(TIMEOUT, TIMEOUT.plus(SLACK));
            // Woken up for the dump it may leave by itself; else it is killed.
            LogEvent exited = server.log().awaitSince(mark, "worker.exited", event -> event.has("pid", pid));
            assertThat(exited.field("reason")).startsWith("no heartbeat for more than timeout");
            server.log().awaitSince(mark, "worker.ready", event -> event.has("slot", 2));
            long healed = System.nanoTime();
            long soFar = load.answered();
            Await.until("answers after the replacement", () -> load.answered() > soFar + 2000);
            Load.Report report = load.stop();

            // Those in flight, those that were accepted but not yet counted.
            assertThat(report.failures().size())
                    .as(report.toString())
                    .isLessThanOrEqualTo(exited.number("in_flight") + CLIENTS / 4);
            assertThat(report.byPhase().keySet()).isSubsetOf(Phase.RESET_BEFORE_RESPONSE, Phase.TRUNCATED);
            Duration worst = report.quantile(1, began, healed);
            assertThat(worst).as("longest wait").isLessThan(TIMEOUT.plus(SLACK));
            // All are as quick as before, but for a moment in which the machine had no time for them.
            Duration before = report.quantile(0.9, began, frozen);
            Duration after = report.quantile(0.9, healed, System.nanoTime());
            assertThat(after)
                    .as("nine tenths after, %s before", before)
                    .isLessThan(before.multipliedBy(3).plusMillis(300));
        }
        assertDump(server);
    }

    @Test
    void aWorkerWhoseReadingThreadsAreBlockedIsReplaced() throws HttpFailure {
        ServerProcess server = servers.probe()
                .workers(2)
                .option("--timeout", TIMEOUT.toSeconds())
                .option("--request-buffering", 0) // the servlet is to wait for the body
                .serve();
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            int mark = server.log().mark();
            String head = "POST /block-io?started=%s HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n";
            Path started = servers.directory().resolve("started");
            connection.sendRaw(head.formatted(started).getBytes(US_ASCII));
            Await.until("the servlet runs", () -> Files.exists(started));
            // It returns, and only then the listener is in force.
            Await.moment(System.nanoTime() + Duration.ofMillis(500).toNanos());
            connection.sendMore("0123456789".getBytes(US_ASCII));
            LogEvent silent = server.log().awaitSince(mark, "worker.silent");
            LogEvent killed =
                    server.log().awaitSince(mark, "worker.killed", event -> event.has("pid", silent.field("pid")));
            assertThat(killed.field("cause")).isEqualTo("frozen");
            server.log().awaitSince(mark, "worker.ready");
        }
        server.output().awaitLine(0, "BlockIoServlet");
        assertDump(server);
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
    }

    @Test
    void aWorkerThatIsBusyButAliveIsLeftAlone() throws HttpFailure {
        ServerProcess server = servers.probe()
                .option("--timeout", "3s")
                .option("--threads", "2")
                .serve();
        // Longer than the time-out: it counts for silence, not for requests.
        assertThat(Http.get(server.address(), "/slow?ms=4000").status()).isEqualTo(200);
        assertThat(server.log().events("worker.silent")).isEmpty();
        assertThat(server.log().events("worker.exited")).isEmpty();
    }

    private static void assertDump(ServerProcess server) {
        server.output().awaitLine(0, "Full thread dump");
    }
}
