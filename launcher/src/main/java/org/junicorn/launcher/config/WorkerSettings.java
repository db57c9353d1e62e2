package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.config.Setting.Split;

/**
 * The workers: how many, what they are, when they are replaced. Zero durations mean "no limit" except for
 * {@code gracefulTimeout} (kill at once) and {@code keepalive} (close after each response).
 *
 * @param threads as written; see {@link #effectiveThreads}
 * @param requestTimeout as written; see {@link #effectiveRequestTimeout}
 * @param bootConcurrency as written; see {@link #effectiveBootConcurrency}
 * @param javaHome the JDK of the workers; empty: the supervisor's own
 * @param rawEnv added to the environment of the workers, in the order written
 */
public record WorkerSettings(
        @Setting(
                common = true,
                section = "Workers",
                byDefault = "1",
                variable = "WEB_CONCURRENCY",
                options = "-w",
                origin = "gunicorn: workers",
                doc =
                        "Number of worker JVMs that accept connections. `2:8` starts with two and has up to eight as long as"
                                + " their threads are busy or requests wait, and there is memory.")
        WorkerCount workers,

        @Setting(
                common = true,
                section = "Workers",
                byDefault = "0",
                min = "0",
                max = "32767",
                origin = "gunicorn: threads",
                doc =
                        "Threads per worker that run requests. 0: 200 divided by `workers` (the larger number of two), but at least"
                                + " 16.")
        int threads,

        @Setting(
                common = true,
                section = "Workers",
                byDefault = "gthread",
                options = "-k",
                origin = "gunicorn: worker_class",
                doc = "How a worker runs requests: `sync` one at a time, `gthread` in a pool of `threads`, `virtual`"
                        + " each on a virtual thread of its own (JDK 21 or newer).")
        WorkerClass workerClass,

        @Setting(
                section = "Workers",
                byDefault = "pool",
                origin = "new",
                doc = "Where a worker of class gthread runs requests: `pool` in its threads, `auto` as well, but for"
                        + " servlets whose executions were all short and never waited: these run on the I/O thread that"
                        + " has read the request, which spares the hand-over. See docs/dispatch.md.")
        DispatchMode dispatch,

        @Setting(
                section = "Workers",
                byDefault = "1000",
                min = "1",
                max = "1000000",
                origin = "gunicorn: worker_connections",
                doc =
                        "Connections that a worker holds open at most. Then others take over; if all are full, the clients"
                                + " that have kept the server waiting for longest are closed to let new ones in: idle ones and"
                                + " those that send a head slowly (1s at least), then bodies and responses that hardly move"
                                + " (5s), but no request on which the application works. See docs/edge.md.")
        int workerConnections,

        @Setting(
                common = true,
                section = "Workers",
                byDefault = "0",
                min = "0",
                origin = "gunicorn: max_requests",
                doc = "Requests after which a worker is replaced. 0: never.")
        int maxRequests,

        @Setting(
                common = true,
                section = "Workers",
                byDefault = "0",
                min = "0",
                origin = "gunicorn: max_requests_jitter",
                doc = "Adds a random number from 0 to this one to `max_requests`, for each worker anew, so that they"
                        + " are not replaced together.")
        int maxRequestsJitter,

        @Setting(
                section = "Workers",
                byDefault = "0s",
                min = "0s",
                origin = "new",
                doc = "Age at which a worker is replaced. 0s: never.")
        Duration maxWorkerAge,

        @Setting(
                common = true,
                section = "Workers",
                byDefault = "30s",
                min = "0s",
                options = "-t",
                origin = "gunicorn: timeout",
                doc = "How long a worker's sign of life may be missing before the worker is killed and replaced. It"
                        + " is no limit for requests, except that with `worker_class` `sync` it also serves as"
                        + " `request_timeout` if that is off. 0s: never; otherwise at least 1s.")
        Duration timeout,

        @Setting(
                section = "Workers",
                byDefault = "5m",
                min = "0s",
                origin = "new",
                doc = "Time a worker may take from its start until it is ready; after it the worker is killed and"
                        + " counts as failed. 0s: no limit.")
        Duration bootTimeout,

        @Setting(
                common = true,
                section = "Workers",
                byDefault = "0s",
                min = "0s",
                origin = "new",
                doc = "Time a request may take; after it the client gets 503 if the response has not begun, the"
                        + " thread is interrupted and its stack logged. 0s: no limit.")
        Duration requestTimeout,

        @Setting(
                common = true,
                section = "Workers",
                byDefault = "30s",
                min = "0s",
                origin = "gunicorn: graceful_timeout",
                doc = "Time a draining worker may take to finish its in-flight requests, counted from the drain order;"
                        + " after it the worker is killed. 0s: kill at once.")
        Duration gracefulTimeout,

        @Setting(
                common = true,
                section = "Workers",
                byDefault = "75s",
                min = "0s",
                options = "--keep-alive",
                origin = "gunicorn: keepalive",
                doc = "How long an idle connection is kept open between requests. It must be longer than that of the"
                        + " proxy or load balancer in front. 0s: close after each response.")
        Duration keepalive,

        @Setting(
                section = "Workers",
                byDefault = "1",
                min = "1",
                max = "1024",
                origin = "new",
                doc = "Workers beyond `workers` that may run at a time while others are replaced. Each needs memory.")
        int maxSurge,

        @Setting(
                section = "Workers",
                byDefault = "0",
                min = "0",
                max = "1024",
                origin = "new",
                doc = "Workers that may boot at the same time. 0: as many as the machine has cores.")
        int bootConcurrency,

        @Setting(
                common = true,
                section = "Workers",
                computedDefault = "the supervisor's own",
                origin = "new",
                doc = "The JDK or JRE that runs the workers: the folder that holds `bin/java`, of Java 17 or newer.")
        Optional<Path> javaHome,

        @Setting(
                common = true,
                section = "Workers",
                split = Split.WORDS,
                origin = "new",
                doc = "Options for the workers' `java` command. They come after ours, so they win.")
        List<String> javaOpts,

        @Setting(
                section = "Workers",
                split = Split.LINES,
                options = {"-e", "--env"},
                secret = true,
                origin = "gunicorn: raw_env",
                doc = "Variables that are added to the environment of the workers, as `KEY=VALUE`.")
        Map<String, String> rawEnv) {

    public WorkerSettings {
        javaOpts = List.copyOf(javaOpts);
        rawEnv = Collections.unmodifiableMap(new LinkedHashMap<>(rawEnv));
    }

    /** Threads per worker that run requests: 1 for sync, else {@code threads}, or 200 / workers but at least 16. */
    public int effectiveThreads() {
        if (workerClass == WorkerClass.SYNC) {
            return 1;
        }
        return threads > 0 ? threads : Math.max(16, 200 / workers.most());
    }

    /** Time a request may take; zero is no limit. With sync, {@code timeout} counts where no other limit is set. */
    public Duration effectiveRequestTimeout() {
        return workerClass == WorkerClass.SYNC && requestTimeout.isZero() ? timeout : requestTimeout;
    }

    /** Few words, because environment and options hold secrets and this may reach a log. */
    @Override
    public String toString() {
        return "WorkerSettings[workers=" + workers + ", workerClass=" + workerClass + "]";
    }

    /**
     * Workers that may boot at the same time, at least 1.
     *
     * @param cores of this machine, as {@link Runtime#availableProcessors} counts
     */
    public int effectiveBootConcurrency(int cores) {
        return bootConcurrency > 0 ? bootConcurrency : Math.max(1, cores);
    }
}
