package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junicorn.it.HttpFailure.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ways in which a server ends. */
class StopIT {
    /** So long may a machine take that is busy; a server that waited for something would take {@link #LONG}. */
    private static final Duration QUICK = Duration.ofSeconds(60);

    private static final String LONG = "300s";

    @RegisterExtension
    final Servers servers = new Servers();

    private Path file(String name) {
        return servers.directory().resolve(name);
    }

    /** Opens a connection with a request that is in flight until {@code go} exists. */
    private Http.Connection held(ServerProcess server, String name, Path go) throws HttpFailure {
        Http.Connection connection = Http.Connection.open(server.address());
        connection.send("GET", "/hold?file=" + go + "&started=" + file(name), List.of(), new byte[0]);
        Await.until(name + " is in flight", () -> Files.exists(file(name)));
        return connection;
    }

    @Test
    void termAnswersWhatIsInFlightAndRefusesTheRest() throws HttpFailure {
        ServerProcess server =
                servers.probe().workers(2).option("--graceful-timeout", LONG).serve();
        Address address = server.address();
        try (Http.Connection one = held(server, "one", file("go"));
                Http.Connection two = held(server, "two", file("go"))) {
            server.signal("TERM");
            server.log().await("supervisor.stopping");
            server.log().awaitCount("worker.draining", 2);
            Await.until("connections are refused", () -> refuses(address));
            assertThat(server.alive()).isTrue();
            Wars.touch(file("go"));
            for (Http.Connection connection : List.of(one, two)) {
                Http.Response response = connection.receive("GET");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.announcesClose()).isTrue();
            }
        }
        assertThat(server.awaitExit()).isZero();
        assertThat(server.log().events("worker.killed")).isEmpty();
    }

    private static boolean refuses(Address address) {
        try {
            Http.Connection.open(address).close();
            return false;
        } catch (HttpFailure e) {
            return e.phase() == Phase.CONNECT_REFUSED;
        }
    }

    @Test
    void termAnswersConnectionsThatWaitInTheQueue() throws HttpFailure {
        ServerProcess server = servers.probe()
                .option("--worker-class", "sync")
                .option("--worker-connections", 1)
                .option("--graceful-timeout", LONG)
                .serve();
        List<Http.Connection> queued = new ArrayList<>();
        try (Http.Connection one = held(server, "one", file("go"))) {
            for (int i = 0; i < 10; i++) {
                Http.Connection connection = Http.Connection.open(server.address());
                connection.send("GET", "/pid", List.of(), new byte[0]);
                queued.add(connection);
            }
            server.signal("TERM");
            server.log().await("worker.draining");
            Wars.touch(file("go"));
            assertThat(one.receive("GET").status()).isEqualTo(200);
            for (Http.Connection connection : queued) {
                assertThat(connection.receive("GET").status()).isEqualTo(200);
            }
        } finally {
            queued.forEach(Http.Connection::close);
        }
        assertThat(server.awaitExit(QUICK)).isZero();
    }

    @Test
    void aStopUnderLoadLosesNoAcceptedRequest() {
        ServerProcess server = servers.probe().workers(2).serve();
        try (Load load = Load.on(server.address()).path("/slow?ms=15").start()) {
            Await.until("answers", () -> load.answered() > 300);
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
            Load.Report report = load.stop();
            // Refused connections are what a stop is; everything that was let in is answered.
            assertThat(report.byPhase().keySet()).as(report.toString()).isSubsetOf(Phase.CONNECT_REFUSED);
        }
    }

    @Test
    void anIdleConnectionDoesNotHoldAStopUp() throws HttpFailure {
        ServerProcess server =
                servers.probe().option("--graceful-timeout", LONG).serve();
        try (Http.Connection idle = Http.Connection.open(server.address())) {
            assertThat(idle.get("/pid").announcesClose()).isFalse();
            server.signal("TERM");
            assertThat(server.awaitExit(QUICK)).isZero();
            idle.awaitEnd();
        }
    }

    @Test
    void aSecondTermIsQuick() throws HttpFailure {
        assertQuick("TERM", "TERM");
    }

    @Test
    void anIntDuringAStopIsQuick() throws HttpFailure {
        assertQuick("TERM", "INT");
    }

    @Test
    void anIntAloneIsQuick() throws HttpFailure {
        assertQuick("INT");
    }

    private void assertQuick(String... signals) throws HttpFailure {
        ServerProcess server =
                servers.probe().workers(2).option("--graceful-timeout", LONG).serve();
        try (Http.Connection held = held(server, "one", file("never"))) {
            for (String signal : signals) {
                server.signal(signal);
                server.log().awaitSince(0, "supervisor.signal", event -> event.has("name", signal));
            }
            assertThat(server.awaitExit(QUICK)).isZero();
            server.awaitGone();
            HttpFailure cut = catchThrowableOfType(HttpFailure.class, () -> held.receive("GET"));
            assertThat(cut.phase()).isEqualTo(Phase.RESET_BEFORE_RESPONSE);
        }
    }

    /** Its JVM has three seconds to end the application, which a machine can sleep through; not time and again. */
    @Test
    void aDrainThatTakesTooLongIsCutShortAndTheApplicationStillEnds() throws HttpFailure {
        for (int attempt = 1; !cutShort(attempt); attempt++) {
            assertThat(attempt)
                    .as("attempts in which the worker had to be killed")
                    .isLessThan(4);
        }
    }

    /** Returns whether the worker was left the time to end. */
    private boolean cutShort(int attempt) throws HttpFailure {
        Path journal = file("journal" + attempt);
        ServerProcess server = servers.probe()
                .option("--graceful-timeout", "1s")
                .environment("PROBE_LOG", journal.toString())
                .serve();
        try (Http.Connection held = held(server, "one" + attempt, file("never"))) {
            long pid = server.readyWorkers().get(1);
            server.signal("TERM");
            assertThat(server.awaitExit(QUICK)).isZero();
            if (!server.log().events("worker.killed").isEmpty()) {
                return false;
            }
            assertThat(server.log().await("worker.drain_incomplete").field("pid"))
                    .isEqualTo(Long.toString(pid));
            assertThat(server.log().await("worker.exited").field("reason")).isEqualTo("stop");
            assertThat(count(journal)).containsEntry("contextDestroyed", 1);
            HttpFailure cut = catchThrowableOfType(HttpFailure.class, () -> held.receive("GET"));
            assertThat(cut.phase()).isEqualTo(Phase.RESET_BEFORE_RESPONSE);
            return true;
        }
    }

    @Test
    void workersOfAKilledSupervisorAnswerWhatIsInFlightAndLeave() throws HttpFailure {
        Path journal = file("journal");
        ServerProcess server = servers.probe()
                .workers(3)
                .option("--graceful-timeout", LONG)
                .environment("PROBE_LOG", journal.toString())
                .serve();
        Address address = server.address();
        try (Http.Connection one = held(server, "one", file("go"))) {
            Proc.signal(server.pid(), "KILL");
            Await.until("the idle workers have left", () -> server.tree().size() == 1);
            Wars.touch(file("go"));
            assertThat(one.receive("GET").status()).isEqualTo(200);
        }
        server.awaitGone();
        assertThat(count(journal)).containsEntry("contextDestroyed", 3);
        HttpFailure refused = catchThrowableOfType(HttpFailure.class, () -> Http.get(address, "/pid"));
        assertThat(refused.phase()).isEqualTo(Phase.CONNECT_REFUSED);
    }

    @Test
    void aSupervisorThatWasKilledCanBeStartedAgainAtOnce() throws HttpFailure {
        ServerProcess.Builder builder = servers.probe();
        Path socket = file("app.sock");
        Path pidFile = file("server.pid");
        ServerProcess killed =
                builder.bind("unix:" + socket).option("--pidfile", pidFile).serve();
        Proc.signal(killed.pid(), "KILL");
        killed.awaitGone();
        assertThat(socket).exists();
        ServerProcess next = servers.probe()
                .bind("unix:" + socket)
                .option("--pidfile", pidFile)
                .serve();
        assertThat(Http.get(next.address(), "/pid").status()).isEqualTo(200);
    }

    @Test
    void theApplicationIsToldTheEndAtEveryDrain() throws IOException {
        Path journal = file("journal");
        ServerProcess server = servers.probe()
                .workers(2)
                .environment("PROBE_LOG", journal.toString())
                .serve();
        assertThat(Http.get(server.address(), "/life").text()).isEqualTo("alive\n");
        Reloads.reload(server);
        Await.until("the old generation is gone", () -> server.workers().size() == 2);
        assertEnds(journal, 2);
        server.signal("TTOU");
        Await.until("one worker is left", () -> server.workers().size() == 1);
        assertEnds(journal, 3);
        server.signal("TERM");
        assertThat(server.awaitExit(QUICK)).isZero();
        assertEnds(journal, 4);
        assertThat(count(journal))
                .containsEntry("contextInitialized", 4)
                .containsEntry("filterInit", 4)
                .containsEntry("postConstruct", 4)
                .containsEntry("servletInit", 4);
    }

    @Test
    void theApplicationIsToldTheEndAtARecycle() throws IOException {
        Path journal = file("journal");
        ServerProcess server = servers.probe()
                .option("--max-requests", 5)
                .environment("PROBE_LOG", journal.toString())
                .serve();
        for (int i = 0; i < 5; i++) {
            Http.get(server.address(), "/pid");
        }
        server.log().await("worker.exited");
        assertEnds(journal, 1);
    }

    private static void assertEnds(Path journal, int times) throws IOException {
        assertThat(count(journal))
                .containsEntry("contextDestroyed", times)
                .containsEntry("filterDestroy", times)
                .containsEntry("servletDestroy", times)
                .containsEntry("preDestroy", times);
        // Servlet 6.1, 11.3.2: the listeners hear of the end after servlets and filters are destroyed.
        List<String> lines = Files.readAllLines(journal);
        String last = lines.stream()
                .filter(line -> line.startsWith("contextDestroyed"))
                .findFirst()
                .orElseThrow();
        String worker = last.substring(last.indexOf(' '));
        assertThat(lines.indexOf(last)).isGreaterThan(lines.indexOf("servletDestroy" + worker));
        assertThat(lines.indexOf(last)).isGreaterThan(lines.indexOf("filterDestroy" + worker));
    }

    private static Map<String, Integer> count(Path journal) {
        Map<String, Integer> counts = new TreeMap<>();
        try {
            Files.readAllLines(journal).forEach(line -> counts.merge(line.split(" ")[0], 1, Integer::sum));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return counts;
    }
}
