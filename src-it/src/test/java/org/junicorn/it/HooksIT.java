package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Code and commands of users follow the life of the server. */
class HooksIT {
    @RegisterExtension
    final Servers servers = new Servers();

    private Path classes;
    private Path journal;

    @BeforeEach
    void compileHooks() throws IOException {
        classes = HookJar.compile(servers.directory());
        journal = servers.directory().resolve("journal");
    }

    private ServerProcess.Builder server() {
        return servers.probe()
                .option("--hooks-path", classes)
                .option("--supervisor-hooks", "hooks.OfSupervisor")
                .environment("JOURNAL", journal.toString());
    }

    private List<String> journal() throws IOException {
        return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
    }

    private List<String> journal(String... names) throws IOException {
        return journal().stream()
                .filter(line -> List.of(names).contains(line.split(" ")[0]))
                .toList();
    }

    private void awaitLine(String line) {
        Await.until(line, () -> journal().contains(line));
    }

    @Test
    void supervisorHooksFollowTheServerInOrder() throws IOException {
        ServerProcess server = server().option("--proc-name", "shop").serve();
        awaitLine("when_ready");
        server.signal("TTIN");
        awaitLine("worker_ready 2 1");
        server.signal("TTOU");
        awaitLine("child_exit 2 1 ordered exit 0");
        Reloads.reload(server);
        awaitLine("child_exit 1 1 ordered exit 0");
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(journal(
                        "on_starting",
                        "pre_fork",
                        "worker_ready",
                        "when_ready",
                        "nworkers_changed",
                        "on_reload",
                        "child_exit",
                        "on_exit"))
                .containsExactly(
                        "on_starting shop",
                        "pre_fork 1 1",
                        "worker_ready 1 1",
                        "nworkers_changed 0 1",
                        "when_ready",
                        "nworkers_changed 1 2",
                        "pre_fork 2 1",
                        "worker_ready 2 1",
                        "nworkers_changed 2 1",
                        "child_exit 2 1 ordered exit 0",
                        "on_reload",
                        "pre_fork 1 2",
                        "worker_ready 1 2",
                        "child_exit 1 1 ordered exit 0",
                        "child_exit 1 2 ordered exit 0",
                        "on_exit");
        assertThat(journal("reload_done")).containsExactly("reload_done 2");
    }

    @Test
    void workerHooksFollowTheWorkerAndItsRequests() throws IOException, HttpFailure {
        ServerProcess server = server().serve();
        assertThat(Http.get(server.address(), "/pid?a=b").status()).isEqualTo(200);
        assertThat(Http.get(server.address(), "/no/such").status()).isEqualTo(404);
        awaitLine("post_request /pid yes 200 true true");
        awaitLine("post_request /no/such yes 404 true true");
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(journal("post_fork", "post_worker_init", "pre_request", "post_request", "worker_exit"))
                .containsSubsequence("post_fork 1", "post_worker_init true")
                .contains(
                        "pre_request GET /pid a=b HTTP/1.1 127.0.0.1 true false",
                        "post_request /pid yes 200 true true",
                        "pre_request GET /no/such  HTTP/1.1 127.0.0.1 true false")
                .endsWith("worker_exit");
        assertThat(journal("worker_int")).isEmpty();
    }

    /** It has three seconds for that, which a machine can sleep through; not time and again. */
    @Test
    void aWorkerHearsThatItMustLeaveAtOnce() throws IOException {
        for (int attempt = 1; attempt < 4; attempt++) {
            Files.deleteIfExists(journal);
            ServerProcess server = server().serve();
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            if (server.log().events("worker.killed").isEmpty()) {
                assertThat(journal("worker_int", "worker_exit")).containsExactly("worker_int", "worker_exit");
                return;
            }
        }
        throw new AssertionError("the worker had to be killed each time");
    }

    @Test
    void aFailureIsLoggedAndNothingElse() throws HttpFailure {
        List<String> hooks = List.of("on_starting", "when_ready", "post_worker_init", "pre_request", "post_request");
        ServerProcess server =
                server().environment("FAIL", String.join(" ", hooks)).serve();
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
        for (String hook : hooks) {
            Await.until(hook + " is logged", () -> server.log().events("hook.failed").stream()
                    .map(LogEvent::toString)
                    .anyMatch(event -> event.contains(hook) && event.contains("told to fail")));
        }
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
    }

    @Test
    void aFailureThatCountsEndsWhatItBelongsTo() throws HttpFailure {
        ServerProcess starting = failing("on_starting").start();
        assertThat(starting.awaitExit()).isEqualTo(13);
        assertThat(starting.log().text())
                .contains("junicorn: the hook on_starting has failed, and fatal_hooks lists it:"
                        + " java.lang.IllegalStateException: told to fail");
        ServerProcess ready = failing("when_ready").start();
        assertThat(ready.awaitExit()).isEqualTo(13);
        ServerProcess init = failing("post_worker_init").start();
        assertThat(init.awaitExit()).isEqualTo(3);
        ServerProcess request = failing("pre_request").serve();
        assertThat(Http.get(request.address(), "/pid").status()).isEqualTo(500);
    }

    private ServerProcess.Builder failing(String hook) {
        return server().environment("FAIL", hook).option("--fatal-hooks", hook);
    }

    @Test
    void aClassThatIsNotThereIsAMistakeInTheSettings() {
        ServerProcess server = servers.probe()
                .option("--hooks-path", classes)
                .option("--supervisor-hooks", "hooks.Missing")
                .start();
        assertThat(server.awaitExit()).isEqualTo(1);
        assertThat(server.log().text())
                .contains(
                        "supervisor_hooks: hooks.Missing cannot be used: java.lang.ClassNotFoundException: hooks.Missing;"
                                + " it must be a public class on hooks_path that implements org.junicorn.hooks.SupervisorHooks");
    }

    @Test
    void commandsAreRunWithTheFactsInTheirEnvironment() throws IOException {
        String write =
                "sh -c 'echo \"$HOOK_NAME $HOOK_SERVER slot=$HOOK_SLOT cause=$HOOK_CAUSE $HOOK_FROM-$HOOK_TO\" >> "
                        + journal + "; echo printed by $HOOK_NAME'";
        ServerProcess server = servers.probe()
                .option("--exec-hooks", "child_exit=" + write)
                .option("--exec-hooks", "nworkers_changed=" + write)
                .option("--exec-hooks", "on_exit=" + write)
                .serve();
        awaitLine("nworkers_changed junicorn slot= cause= 0-1");
        Proc.signal(server.readyWorkers().get(1), "TERM");
        awaitLine("child_exit junicorn slot=1 cause=signalled -");
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(journal()).endsWith("child_exit junicorn slot=1 cause=ordered -", "on_exit junicorn slot= cause= -");
        assertThat(server.log().text()).contains("printed by child_exit");
    }

    @Test
    void aCommandThatFailsIsLogged() {
        ServerProcess server = servers.probe()
                .option("--exec-hooks", "worker_ready=sh -c 'exit 7'")
                .option("--exec-hooks", "pre_fork=/no/such/command")
                .option("--exec-hook-timeout", "5m")
                .serve();
        List<LogEvent> failed = server.log().awaitCount("hook.failed", 2);
        assertThat(failed).extracting(event -> event.field("hook")).containsExactly("pre_fork", "worker_ready");
        assertThat(failed.get(1).field("reason")).isEqualTo("it ended with status 7");
    }

    @Test
    void aCommandThatTakesTooLongIsLoggedAndKilled() {
        ServerProcess server = servers.probe()
                .option("--exec-hooks", "when_ready=sleep 300")
                .option("--exec-hook-timeout", "500ms")
                .serve();
        LogEvent failed = server.log().await("hook.failed");
        assertThat(failed.field("hook")).isEqualTo("when_ready");
        assertThat(failed.field("reason")).isEqualTo("it took longer than exec_hook_timeout and was killed");
    }
}
