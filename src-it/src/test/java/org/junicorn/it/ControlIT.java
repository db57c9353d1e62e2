package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code ctl} shows of a server, and does to it. */
class ControlIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void showsWhatEachWorkerDoesAndAllTogether() throws HttpFailure {
        ServerProcess server = servers.probe().workers(2).serve();
        for (int i = 0; i < 20; i++) {
            assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
        }
        JsonNode[] answer = new JsonNode[1];
        // The last answers are counted a moment after their clients have them.
        Await.until("figures of each JVM", () -> {
            answer[0] = Ctl.run(server, "show", "workers", "--json").json();
            List<JsonNode> found = rows(answer[0], "workers");
            return found.stream().allMatch(worker -> worker.has("heap_used"))
                    && found.stream()
                                    .mapToLong(worker -> worker.get("requests").asLong())
                                    .sum()
                            >= 20;
        });
        List<JsonNode> workers = rows(answer[0], "workers");
        assertThat(workers).extracting(worker -> worker.get("slot").asInt()).containsExactly(1, 2);
        assertThat(workers)
                .extracting(worker -> worker.get("pid").asLong())
                .containsExactlyElementsOf(server.readyWorkers().values());
        assertThat(workers.stream()
                        .mapToLong(worker -> worker.get("requests").asLong())
                        .sum())
                .isEqualTo(20);
        for (JsonNode worker : workers) {
            assertThat(worker.get("state").asText()).isEqualTo("ready");
            assertThat(worker.get("generation").asInt()).isEqualTo(1);
            assertThat(worker.get("rss").asLong()).isBetween(10L << 20, 4L << 30);
            assertThat(worker.get("heap_used").asLong()).isPositive();
            assertThat(worker.get("threads").asInt()).isEqualTo(100);
        }
        assertThat(Ctl.run(server, "show", "workers").succeeded().out())
                .startsWith("SLOT")
                .contains("2 of 2 workers serve; generation 1, serving, up ");
        Await.until(
                "all are counted as successes",
                () -> Ctl.run(server, "show", "stats", "--json")
                                .json()
                                .get("requests_success")
                                .asLong()
                        == 20);
        assertThat(Ctl.run(server, "show", "listeners").succeeded().out())
                .contains("http://127.0.0.1:" + server.address().port());
        assertThat(Ctl.run(server, "show", "sessions").succeeded().out()).contains("store: local");
        assertThat(Ctl.run(server, "show", "all").succeeded().out())
                .contains("SERVER\n", "WORKERS\n", "LISTENERS\n", "SESSIONS\n", "HISTORY\n");
    }

    /** That would make it slow to start. */
    @Test
    void loadsNoLibraryOfTheServer() throws IOException {
        ServerProcess server = servers.probe().serve();
        Path classes = server.directory().resolve("classes.txt");
        Ctl.run(List.of("-Xlog:class+load:file=" + classes), server, "show", "stats")
                .succeeded();
        assertThat(Files.readString(classes))
                .contains("org.junicorn.launcher.ctl.")
                .doesNotContain("com.sun.jna.", "com.fasterxml.", "io.undertow.", "io.prometheus.");
    }

    @Test
    void showsTheSettingsThatCountWithTheirOriginsAndNoSecrets() throws IOException {
        ServerProcess.Builder builder = servers.probe();
        Path file = builder.directory().resolve("server.json");
        Files.writeString(file, "{\"threads\": 11, \"raw_env\": [\"DB_PASSWORD=sesame\"]}");
        ServerProcess server = builder.option("-c", file).serve();
        Files.writeString(file, "{\"threads\": 12}");
        String before = Ctl.run(server, "show", "config").succeeded().out();
        assertThat(before)
                .contains("threads = 11  # " + file + "\n", "raw_env = DB_PASSWORD=****  # " + file + "\n")
                .contains("workers = 1  # default\n")
                .doesNotContain("sesame");
        Ctl.run(server, "reload", "--wait").succeeded();
        assertThat(Ctl.run(server, "show", "config").succeeded().out()).contains("threads = 12  # " + file + "\n");
    }

    @Test
    void aReloadThatIsWaitedForSaysWhetherTheNewGenerationServes() throws IOException {
        Path war = Wars.probeVersion(servers.directory().resolve("app.war"), "one");
        ServerProcess server = servers.server().app(war).workers(2).serve();
        try (Load load = Load.on(server.address()).path("/version").start()) {
            Wars.probeVersion(war, "two");
            Ctl.Result done = Ctl.run(server, "reload", "--wait").succeeded();
            assertThat(done.out()).isEqualTo("generation 2 serves with 2 workers\n");
            assertThat(done.err()).containsPattern("generation 2: [01] of 2 workers ready");
            Set<Long> second = Set.copyOf(server.readyWorkers().values());

            Files.writeString(war, "this is not a WAR");
            Ctl.Result refused = Ctl.run(server, "reload", "--wait");
            assertThat(refused.exit()).isEqualTo(12);
            assertThat(refused.err())
                    .contains("generation 3 failed: ", "app.war")
                    .endsWith("generation 2 goes on serving\n");

            Wars.probeThatStarts(war, "fail");
            Ctl.Result failed = Ctl.run(server, "reload", "--wait", "--json");
            assertThat(failed.exit()).isEqualTo(12);
            assertThat(failed.err()).contains("this application was told not to start");
            assertThat(failed.out()).isEmpty();

            Await.until("only the old workers are left", () -> Set.copyOf(server.workers())
                    .equals(second));
            assertThat(Http.get(server.address(), "/version").text()).isEqualTo("two\n");
            load.stop().assertNoFailures();
        }
        assertThat(Ctl.run(server, "show", "workers").succeeded().out()).contains("generation 4 failed ");
        assertThat(rows(Ctl.run(server, "show", "history", "--json").json(), "reloads"))
                .extracting(reload -> reload.get("result").asText())
                .containsExactly("done", "done", "failed", "failed");
    }

    @Test
    void waitsForAReloadNoLongerThanItIsTold() {
        Path war = Wars.probeVersion(servers.directory().resolve("app.war"), "one");
        ServerProcess server = servers.server().app(war).serve();
        Wars.probeThatStarts(war, "hang");
        Ctl.Result result = Ctl.run(server, "reload", "--wait", "--timeout", "1");
        assertThat(result.exit()).isEqualTo(12);
        assertThat(result.err())
                .endsWith("junicorn ctl: not decided after 1s; it goes on, and the log says how it ends\n");
    }

    @Test
    void changesWorkersWithoutALostRequest() {
        ServerProcess server = servers.probe().workers(2).serve();
        try (Load load = Load.on(server.address()).start()) {
            assertThat(Ctl.run(server, "worker", "add").succeeded().out()).isEqualTo("there shall be 3 workers\n");
            awaitReady(server, 3);
            long old = server.readyWorkers().get(2);
            assertThat(Ctl.run(server, "worker", "restart", "2").succeeded().out())
                    .isEqualTo("worker 2 (pid " + old + ") leaves as soon as another one is ready in its place\n");
            awaitGone(server, old);
            long first = server.readyWorkers().get(1);
            assertThat(Ctl.run(server, "worker", "drain", "pid=" + first)
                            .succeeded()
                            .out())
                    .isEqualTo("worker 1 (pid " + first + ") is draining\n");
            awaitGone(server, first);
            awaitReady(server, 3);
            Ctl.run(server, "worker", "remove", "2").succeeded();
            awaitReady(server, 1);
            load.stop().assertNoFailures();
        }
        long last = server.readyWorkers().get(1);
        Ctl.run(server, "worker", "kill", "1").succeeded();
        awaitGone(server, last);
        awaitReady(server, 1);
        assertThat(Ctl.run(server, "show", "history").succeeded().out())
                .contains("kill asked for by ctl", "drain asked for by ctl", "restart asked for by ctl");
        Ctl.Result refused = Ctl.run(server, "worker", "remove");
        assertThat(refused.exit()).isEqualTo(11);
        assertThat(refused.err()).isEqualTo("junicorn ctl: there must be at least one worker\n");
        Ctl.Result unknown = Ctl.run(server, "worker", "drain", "7");
        assertThat(unknown.exit()).isEqualTo(11);
        assertThat(unknown.err()).startsWith("junicorn ctl: there is no worker with slot=7; there are 1 (pid=");
    }

    private static void awaitReady(ServerProcess server, int count) {
        Await.until(
                count + " workers",
                () -> server.workers().size() == count && server.readyWorkers().size() == count);
    }

    private static void awaitGone(ServerProcess server, long pid) {
        Await.until("worker " + pid + " is gone", () -> !Proc.alive(pid));
    }

    @Test
    void showsWhatEachThreadDoesAndForWhichRequest() throws HttpFailure {
        Path file = servers.directory().resolve("go");
        Path started = servers.directory().resolve("started");
        ServerProcess server = servers.probe().serve();
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            connection.send("GET", "/hold?file=" + file + "&started=" + started, List.of(), new byte[0]);
            Await.until("the request runs", () -> Files.exists(started));
            // It waits, but now and then it looks for the file.
            Pattern waiting = Pattern.compile(
                    "\"request-\\d+\" #\\d+ daemon TIMED_WAITING.*\n    serves GET /hold for \\d+\\.\\d{3}s\n");
            String[] found = new String[1];
            Await.until("the thread waits", () -> {
                found[0] = Ctl.run(server, "threads", "1").succeeded().out();
                return waiting.matcher(found[0]).find();
            });
            String dump = found[0];
            assertThat(dump)
                    .containsPattern("\\d+ threads, 1 request is being served\n")
                    .contains("HoldServlet.answer", "\"orders\" #")
                    .doesNotContain("started=");
            Wars.touch(file);
            assertThat(connection.receive("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void aFrozenWorkerHoldsNobodyUp() throws IOException {
        ServerProcess server =
                servers.probe().workers(2).option("--timeout", "300s").serve();
        long frozen = server.readyWorkers().get(2);
        Proc.signal(frozen, "STOP");
        Ctl.Started threads = Ctl.start(server.directory(), List.of("-s", Ctl.socket(server), "threads", "2"));
        assertThat(Ctl.run(server, "gc", "1").succeeded().out()).startsWith("heap used ");
        assertThat(Ctl.run(server, "show", "workers").succeeded().out()).contains("" + frozen);
        Ctl.Result result = Ctl.finished(threads);
        assertThat(result.err())
                .contains(
                        "worker 2 (pid " + frozen + ") does not answer; its JVM is asked to print its threads itself");
        // Woken up for that, it has answered both.
        assertThat(result.succeeded().out()).contains("threads, 0 requests are being served");
        server.output().awaitLine(0, "Full thread dump");
    }

    @Test
    void writesAWorkersHeapIntoANewFileThatOnlyItsOwnerReads() throws IOException {
        ServerProcess server = servers.probe().serve();
        Path file = server.directory().resolve("one.hprof");
        assertThat(Ctl.run(server, "heap", "1", "one.hprof").succeeded().out())
                .startsWith(file.toRealPath() + " written, ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var in = Files.newInputStream(file)) {
            assertThat(new String(in.readNBytes(12))).isEqualTo("JAVA PROFILE");
        }
        long size = Files.size(file);
        Ctl.Result again = Ctl.run(server, "heap", "1", "one.hprof");
        assertThat(again.exit()).isEqualTo(12);
        assertThat(again.err()).endsWith("one.hprof exists already; choose another file\n");
        assertThat(Files.size(file)).isEqualTo(size);
        assertThat(Ctl.run(server, "heap", "1", "missing/one.hprof").exit()).isEqualTo(11);
        try (var files = Files.list(server.directory())) {
            assertThat(files).noneMatch(each -> each.getFileName().toString().startsWith(".heap"));
        }
    }

    @Test
    void setsTheLevelOfTheLogUntilTheNextReload() {
        ServerProcess server = servers.probe().serve();
        Ctl.run(server, "loglevel", "error").succeeded();
        Ctl.run(server, "worker", "add").succeeded();
        Ctl.run(server, "loglevel", "info").succeeded();
        Ctl.run(server, "worker", "add").succeeded();
        LogEvent changed = server.log().await("workers.changed");
        assertThat(changed.field("to")).isEqualTo("3");
        assertThat(server.log().events("workers.changed")).hasSize(1);
        Ctl.run(server, "loglevel", "error").succeeded();
        Ctl.run(server, "reload", "--wait").succeeded();
        server.log().await("reload.done");
        Ctl.Result unknown = Ctl.run(server, "loglevel", "loud");
        assertThat(unknown.exit()).isEqualTo(11);
        assertThat(unknown.err())
                .isEqualTo("junicorn ctl: \"loud\" is no level; write debug, info, warning, error or critical\n");
    }

    @Test
    void opensLogsAgain() throws IOException {
        Path file = servers.directory().resolve("error.log");
        ServerProcess server = servers.probe().option("--errorlog", file).start();
        EventLog log = new EventLog(file, server::alive);
        log.await("server.ready");
        String socket = log.await("control.listening").field("socket");
        Files.move(file, servers.directory().resolve("error.log.1"));
        Ctl.run(server.directory(), List.of("-s", socket, "reopen")).succeeded();
        Await.until("a new file", () -> Files.exists(file));
    }

    @Test
    void shutsDownWithOrWithoutWaitingForRequests() throws HttpFailure {
        Path file = servers.directory().resolve("go");
        Path started = servers.directory().resolve("started");
        ServerProcess server =
                servers.probe().option("--graceful-timeout", "300s").serve();
        String socket = Ctl.socket(server);
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            connection.send("GET", "/hold?file=" + file + "&started=" + started, List.of(), new byte[0]);
            Await.until("the request runs", () -> Files.exists(started));
            assertThat(Ctl.run(server, "shutdown").succeeded().out()).isEqualTo("the server is stopping\n");
            assertThat(Ctl.run(server, "show", "stats", "--json")
                            .json()
                            .get("phase")
                            .asText())
                    .isEqualTo("stopping");
            Wars.touch(file);
            assertThat(connection.receive("GET").status()).isEqualTo(200);
        }
        assertThat(server.awaitExit()).isZero();
        assertThat(Path.of(socket)).doesNotExist();
        Ctl.Result gone = Ctl.run(server.directory(), List.of("-s", socket, "show", "stats"));
        assertThat(gone.exit()).isEqualTo(10);
        assertThat(gone.err()).isEqualTo("junicorn ctl: " + socket + " does not exist; is the server running?\n");

        ServerProcess other = servers.probe().serve();
        Ctl.run(other, "shutdown", "quick").succeeded();
        assertThat(other.awaitExit()).isZero();
    }

    @Test
    void theSocketIsPrivateAndNeverTakenFromALiveServer() throws IOException {
        ServerProcess server = servers.probe().serve();
        Path own = Path.of(Ctl.socket(server));
        assertThat(own).startsWith(server.directory().resolve("work"));
        assertThat(mode(own)).isEqualTo("rw-------");

        Path shared = servers.directory().resolve("ctl.sock");
        ServerProcess named = servers.probe()
                .option("--control-socket", shared)
                .option("--control-socket-mode", "0660")
                .serve();
        assertThat(mode(shared)).isEqualTo("rw-rw----");
        ServerProcess thief = servers.probe().option("--control-socket", shared).start();
        assertThat(thief.awaitExit()).isEqualTo(5);
        assertThat(thief.log().text())
                .contains("junicorn: control_socket = \"" + shared + "\" cannot be made: a live process is listening on"
                        + " this socket; stop it, or choose another path");
        Ctl.run(named, "show", "stats").succeeded();
        assertThat(Ctl.run(named.directory(), List.of("-s", shared.toString(), "show", "stats", "--json"))
                        .json()
                        .get("pid")
                        .asLong())
                .isEqualTo(named.pid());

        Proc.signal(named.pid(), "KILL");
        named.awaitExit();
        named.awaitGone();
        assertThat(shared).exists();
        Ctl.Result dead = Ctl.run(named.directory(), List.of("-s", shared.toString(), "show", "stats"));
        assertThat(dead.exit()).isEqualTo(10);
        assertThat(dead.err()).contains("nobody listens on " + shared + "; its server has ended");
        ServerProcess heir = servers.probe().option("--control-socket", shared).serve();
        Ctl.run(heir, "show", "stats").succeeded();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aSocketThatWasAskedForMustBePossibleAndNoneNeedBe() {
        ServerProcess impossible =
                servers.probe().option("--control-socket", "/proc/ctl.sock").start();
        assertThat(impossible.awaitExit()).isEqualTo(5);
        assertThat(impossible.log().text()).contains("control_socket = \"/proc/ctl.sock\" cannot be made: ");

        ServerProcess without = servers.probe().option("--no-control-socket").serve();
        assertThat(without.log().events("control.listening")).isEmpty();
    }

    @Test
    void severalServersAreListedUntilOneIsNamed() {
        ServerProcess one = servers.probe().option("--name", "shop").serve();
        ServerProcess two = servers.probe().serve();
        Ctl.Result result = Ctl.run(one.directory(), List.of("show", "stats"));
        assertThat(result.exit()).isEqualTo(10);
        assertThat(result.err())
                .startsWith("junicorn ctl: several servers are running; name one of them with -s:\n")
                .contains("  -s " + Ctl.socket(one) + "  pid=" + one.pid() + "  name=shop  user=")
                .contains("  -s " + Ctl.socket(two) + "  pid=" + two.pid() + "  name=junicorn  user=");
    }

    @Test
    void looksAgainEverySecondUntilTheServerIsGone() throws IOException {
        ServerProcess server = servers.probe().serve();
        Ctl.Started watch = Ctl.start(
                server.directory(), List.of("show", "workers", "--watch", "--json", "-s", Ctl.socket(server)));
        Await.until("two looks", () -> Files.readAllLines(watch.out()).size() >= 2);
        Ctl.run(server, "shutdown", "quick").succeeded();
        Ctl.Result end = Ctl.finished(watch);
        assertThat(end.exit()).isEqualTo(12);
        assertThat(end.err()).startsWith("junicorn ctl: ");
        assertThat(end.out().lines()).allMatch(line -> line.startsWith("{\"server\":{") && line.endsWith("}"));
    }

    @Test
    void helpsWithTheCommandLine() {
        Path folder = servers.directory();
        assertThat(Ctl.run(folder, List.of("--help")).succeeded().out())
                .startsWith("Usage: junicorn ctl ")
                .contains("worker restart ID");
        Ctl.Result wrong = Ctl.run(folder, List.of("show", "workres"));
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err())
                .isEqualTo("junicorn ctl: unknown command \"show workres\"; did you mean \"show workers\"?\n");
    }

    private static List<JsonNode> rows(JsonNode answer, String name) {
        return StreamSupport.stream(answer.get(name).spliterator(), false).toList();
    }
}
