package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junicorn.it.HttpFailure.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Unplanned ends of workers. */
class CrashIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void aKilledWorkerTakesOnlyItsOwnRequestsWithIt() {
        int threads = 12;
        int kills = 10;
        int kept = 4;
        ServerProcess server =
                servers.probe().workers(4).option("--threads", threads).serve();
        try (Load load = Load.on(server.address())
                .path("/slow?ms=20")
                .keepAlive(kept)
                .perRequest(20)
                .start()) {
            for (int i = 1; i <= kills; i++) {
                long soFar = load.answered();
                Await.until("answers", () -> load.answered() > soFar + 500);
                Map<Integer, Long> ready = server.readyWorkers();
                int slot = i % 4 + 1;
                int mark = server.log().mark();
                Proc.signal(ready.get(slot), "KILL");
                LogEvent exited = server.log().awaitSince(mark, "worker.exited", event -> event.has("slot", slot));
                assertThat(exited.field("pid")).isEqualTo(ready.get(slot).toString());
                LogEvent spawned = server.log().awaitSince(mark, "worker.spawned", event -> event.has("slot", slot));
                assertThat(spawned.field("reason")).isEqualTo("respawn");
                assertThat(server.log().eventsSince(mark, "worker.crash_loop"))
                        .as("pauses before the replacement")
                        .isEmpty();
                server.log().awaitSince(mark, "worker.ready", event -> event.has("slot", slot));
            }
            Load.Report report = load.stop();

            // A kept connection on which nobody was asking is cut as well: nothing can announce a kill.
            Map<Phase, Long> lost = report.byPhase();
            assertThat(lost.keySet())
                    .as(report.toString())
                    .isSubsetOf(Phase.RESET_BEFORE_RESPONSE, Phase.TRUNCATED, Phase.CLOSED_WHILE_IDLE);
            long inFlight = server.log().events("worker.exited").stream()
                    .mapToLong(event -> event.number("in_flight"))
                    .sum();
            long requests = lost.getOrDefault(Phase.RESET_BEFORE_RESPONSE, 0L) + lost.getOrDefault(Phase.TRUNCATED, 0L);
            assertThat(requests).as(report.toString()).isLessThanOrEqualTo((long) threads * kills);
            // Accepted but not yet counted: one connection per listener at a time; sent but not yet read: what comes
            // on kept connections.
            assertThat(requests)
                    .as("%d in flight, %s", inFlight, report)
                    .isLessThanOrEqualTo(inFlight + kills * (1 + kept));
        }
    }

    @Test
    void anApplicationThatEndsTheJvmIsStartedAgain() throws HttpFailure {
        ServerProcess server = servers.probe().workers(2).serve();
        int mark = server.log().mark();
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            connection.send("GET", "/exit?code=7", List.of(), new byte[0]);
            LogEvent exited = server.log().awaitSince(mark, "worker.exited");
            assertThat(exited.field("exit")).isEqualTo("7");
            LogEvent ready = server.log().awaitSince(mark, "worker.ready");
            assertThat(ready.field("slot")).isEqualTo(exited.field("slot"));
        }
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
        assertThat(server.log().events("worker.exited")).hasSize(1);
    }

    @Test
    void aWorkerOutOfMemoryEndsWithAHintAndIsStartedAgain() throws HttpFailure {
        ServerProcess server = servers.probe().option("--java-opts", "-Xmx64m").serve();
        int mark = server.log().mark();
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            connection.send("GET", "/oom", List.of(), new byte[0]);
            LogEvent exited = server.log().awaitSince(mark, "worker.exited");
            assertThat(exited.field("hint")).containsIgnoringCase("memory");
        }
        server.log().awaitSince(mark, "worker.ready");
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
    }

    @Test
    void aCrashLoopBacksOffAndTouchesNoHealthyWorker() throws IOException {
        Path mode = servers.directory().resolve("mode");
        ServerProcess server = servers.probe()
                .workers(2)
                .environment("PROBE_START", "@" + mode)
                .serve();
        long victim = server.readyWorkers().get(1);
        long healthy = server.readyWorkers().get(2);
        Files.writeString(mode, "exit");
        int mark = server.log().mark();
        Proc.signal(victim, "KILL");
        // Its own kept connections would be cut by the kill, so the clients come after it.
        server.log().awaitSince(mark, "worker.exited");
        try (Load load = Load.on(server.address()).start()) {
            List<LogEvent> pauses =
                    server.log().awaitCount(mark, "worker.crash_loop", event -> event.has("slot", 1), 2);
            // After the first death in a row a replacement comes at once, after the others in 1, 2, 4 … seconds. The
            // victim's own is the first, unless it had lived for long enough.
            for (int i = 0; i < 2; i++) {
                assertThat(pauses.get(i).field("failures")).isEqualTo(Integer.toString(2 + i));
                assertThat(pauses.get(i).duration("next_try_in")).isEqualTo(Duration.ofSeconds(1 + i));
            }
            List<LogEvent> deaths = deathsSince(mark, server);
            int first = deaths.indexOf(pauses.get(0));
            assertThat(deaths.subList(0, first + 3))
                    .extracting(LogEvent::name)
                    .endsWith(
                            "worker.exited",
                            "worker.spawned",
                            "worker.exited",
                            "worker.crash_loop",
                            "worker.spawned",
                            "worker.exited");
            assertThat(first).isLessThanOrEqualTo(5);
            assertThat(Duration.between(
                            deaths.get(first - 1).time(), deaths.get(first + 1).time()))
                    .isGreaterThan(Duration.ofMillis(900));
            List<LogEvent> exited = server.log().eventsSince(mark, "worker.exited");
            assertThat(exited).filteredOn(event -> event.has("exit", 7)).isNotEmpty();
            assertThat(Proc.alive(healthy)).isTrue();

            Files.delete(mode);
            LogEvent ready = server.log().awaitSince(mark, "worker.ready", event -> event.has("slot", 1));
            assertThat(ready.number("generation")).isEqualTo(1);
            load.stop().assertNoFailures();
        }
        assertThat(server.workers()).hasSize(2).contains(healthy);
    }

    /** What the log says of the deaths and births of the worker in slot 1. */
    private static List<LogEvent> deathsSince(int mark, ServerProcess server) {
        List<String> lines = server.log().lines();
        return lines.subList(mark, lines.size()).stream()
                .map(LogEvent::parse)
                .flatMap(Optional::stream)
                .filter(event -> event.has("slot", 1))
                .filter(event -> Set.of("worker.exited", "worker.spawned", "worker.crash_loop")
                        .contains(event.name()))
                .toList();
    }

    @Test
    void aFirstStartThatNeverBootsEndsTheServer() {
        ServerProcess server =
                servers.probe().workers(2).environment("PROBE_START", "exit").start();
        assertThat(server.awaitExit()).isEqualTo(3);
        assertOneScreen(server);
        assertThat(server.log().text()).contains("exit=7");
    }

    @Test
    void aFirstStartOfAnApplicationThatFailsEndsTheServer() {
        ServerProcess server =
                servers.probe().workers(2).environment("PROBE_START", "fail").start();
        assertThat(server.awaitExit()).isEqualTo(4);
        assertOneScreen(server);
        assertThat(server.log().text()).contains("this application was told not to start");
    }

    @Test
    void aFirstStartThatTakesTooLongEndsTheServer() {
        ServerProcess server = servers.probe()
                .environment("PROBE_START", "hang")
                .option("--boot-timeout", "1s")
                .start();
        assertThat(server.awaitExit()).isEqualTo(3);
        assertThat(server.log().text()).contains("boot_timeout");
    }

    @Test
    void aJvmThatRefusesItsOptionsEndsTheServerWithTheJvmsWords() {
        ServerProcess server =
                servers.probe().option("--java-opts", "-XX:NoSuchOption=1").start();
        assertThat(server.awaitExit()).isEqualTo(3);
        assertOneScreen(server);
        assertThat(server.log().text() + server.output().text()).contains("NoSuchOption");
    }

    private static void assertOneScreen(ServerProcess server) {
        assertThat(server.log().lines().size() + server.output().lines().size())
                .as("lines of output")
                .isLessThan(60);
        server.awaitGone();
    }
}
