package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/**
 * A folder of hooks, compiled as a user would. They write a line into the file that {@code JOURNAL} names whenever they
 * are called, and fail if {@code FAIL} names the hook.
 */
final class HookJar {
    private static final String JOURNAL = """
            package hooks;

            import java.nio.file.*;
            import java.util.List;

            final class Journal {
                static synchronized void write(String name, String facts) throws Exception {
                    Files.writeString(Path.of(System.getenv("JOURNAL")), (name + " " + facts).strip() + "\\n",
                            StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    if (List.of(System.getenv().getOrDefault("FAIL", "").split(" ")).contains(name)) {
                        throw new IllegalStateException("told to fail");
                    }
                }
            }
            """;

    private static final String OF_SUPERVISOR = """
            package hooks;

            import org.junicorn.hooks.*;

            public final class OfSupervisor implements SupervisorHooks {
                @Override public void onStarting(ServerInfo s) throws Exception { Journal.write("on_starting", s.name()); }
                @Override public void whenReady(ServerInfo s) throws Exception { Journal.write("when_ready", ""); }
                @Override public void onReload(ServerInfo s) throws Exception { Journal.write("on_reload", ""); }
                @Override public void reloadDone(ServerInfo s, int generation, String reason) throws Exception {
                    Journal.write("reload_done", generation + " " + reason);
                }
                @Override public void preFork(ServerInfo s, WorkerInfo w) throws Exception {
                    Journal.write("pre_fork", w.slot() + " " + w.generation());
                }
                @Override public void workerReady(ServerInfo s, WorkerInfo w) throws Exception {
                    Journal.write("worker_ready", w.slot() + " " + w.generation());
                }
                @Override public void childExit(ServerInfo s, WorkerInfo w, WorkerEnd end) throws Exception {
                    Journal.write("child_exit", w.slot() + " " + w.generation() + " " + end.cause() + " " + end.how());
                }
                @Override public void nworkersChanged(ServerInfo s, int now, int before) throws Exception {
                    Journal.write("nworkers_changed", before + " " + now);
                }
                @Override public void onExit(ServerInfo s) throws Exception { Journal.write("on_exit", ""); }
            }
            """;

    private static final String OF_WORKER = """
            package hooks;

            import org.junicorn.hooks.*;

            public final class OfWorker implements WorkerHooks {
                @Override public void postFork(WorkerInfo w) throws Exception { Journal.write("post_fork", "" + w.slot()); }
                @Override public void postWorkerInit(WorkerInfo w) throws Exception {
                    Journal.write("post_worker_init", "" + (w.pid() == ProcessHandle.current().pid()));
                }
                @Override public void preRequest(WorkerInfo w, RequestInfo request) throws Exception {
                    request.attributes().put("began", "yes");
                    Journal.write("pre_request", request.method() + " " + request.path() + " " + request.query() + " "
                            + request.protocol() + " " + request.remoteAddress() + " "
                            + request.header("host").isPresent() + " " + Thread.currentThread().getName().contains("I/O"));
                }
                @Override public void postRequest(WorkerInfo w, RequestInfo request, ResponseInfo response)
                        throws Exception {
                    Journal.write("post_request", request.path() + " " + request.attributes().get("began") + " "
                            + response.status() + " " + (response.bytes() > 0) + " "
                            + (response.duration().toNanos() > 0));
                }
                @Override public void workerInt(WorkerInfo w) throws Exception { Journal.write("worker_int", ""); }
                @Override public void workerAbort(WorkerInfo w) throws Exception { Journal.write("worker_abort", ""); }
                @Override public void workerExit(WorkerInfo w) throws Exception { Journal.write("worker_exit", ""); }
            }
            """;

    private HookJar() {}

    /** Compiles against the launcher's jar. The worker's hooks are a service, the supervisor's have to be named. */
    static Path compile(Path folder) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources/hooks"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Files.writeString(sources.resolve("Journal.java"), JOURNAL);
        Files.writeString(sources.resolve("OfSupervisor.java"), OF_SUPERVISOR);
        Files.writeString(sources.resolve("OfWorker.java"), OF_WORKER);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-cp",
                        System.getProperty("it.launcher"),
                        "-d",
                        classes.toString(),
                        sources.resolve("Journal.java").toString(),
                        sources.resolve("OfSupervisor.java").toString(),
                        sources.resolve("OfWorker.java").toString());
        assertThat(status).isZero();
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("org.junicorn.hooks.WorkerHooks"), "hooks.OfWorker\n");
        return classes;
    }
}
