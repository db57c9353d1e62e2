package org.junicorn.launcher.admin;

import java.util.List;

/**
 * Every metric, declared once: {@code /metrics} and its reference are made of this. Names and units follow Prometheus'
 * conventions: base units, {@code _total} for what only grows.
 */
public enum Metric {
    INFO(Type.INFO, "junicorn", "The version that runs.", "version", "java"),
    START_TIME(Type.GAUGE, "junicorn_start_time_seconds", "When the supervisor was started, in seconds since 1970."),
    GENERATION(Type.GAUGE, "junicorn_generation", "The generation that serves; each reload makes a new one."),
    TARGET(Type.GAUGE, "junicorn_workers_target", "Workers that should serve."),
    WORKERS(Type.GAUGE, "junicorn_workers", "Worker processes by what they do.", "state"),
    STARTS(Type.COUNTER, "junicorn_worker_starts", "Workers that were started, by the reason for it.", "reason"),
    EXITS(Type.COUNTER, "junicorn_worker_exits", "Workers that have ended, by the cause of it.", "cause"),
    RELOADS(Type.COUNTER, "junicorn_reloads", "Reloads that have ended, by outcome.", "outcome"),
    REQUESTS(
            Type.COUNTER,
            "junicorn_requests",
            "Requests that were answered, or whose client was gone (499), by method and class of status.",
            "method",
            "status"),
    DURATION(
            Type.HISTOGRAM,
            "junicorn_request_duration_seconds",
            "From a request's head to the end of its response, or of its connection."),
    QUEUE_WAIT(
            Type.SUMMARY,
            "junicorn_queue_wait_seconds",
            "How long requests waited in workers until a thread took them. No quantiles: a count and a sum."),
    REFUSED(
            Type.COUNTER,
            "junicorn_refused_requests",
            "Requests that were answered by the server because they are malformed, exceed a limit (head, body), are too slow,"
                    + " too many of one client (rate) or too many at a time (overload), or fulfil a rule of"
                    + " `request_filter` (filter); connections that it ended for slowness, for want of a proper header"
                    + " of the PROXY protocol (proxy), or to let others in when all `worker_connections` were open"
                    + " (crowded).",
            "reason"),
    FORWARDED(
            Type.COUNTER,
            "junicorn_forwarded_requests",
            "Requests that a worker has passed on to the one that has their session, which counts them as answered."),
    INLINE(
            Type.COUNTER,
            "junicorn_inline_requests",
            "Requests that ran on the I/O threads that had read them: see `dispatch`."),
    HANDSHAKES_FAILED(
            Type.COUNTER,
            "junicorn_tls_handshake_failures",
            "TLS handshakes that began and did not come to their end: no common version or cipher, a certificate that is"
                    + " not trusted, a client that left or was too slow."),
    PROXY_FAILURES(
            Type.COUNTER,
            "junicorn_proxy_failures",
            "Requests for a path of `proxy` that no upstream server has answered, or not to the end."),
    CACHE(
            Type.COUNTER,
            "junicorn_cache_requests",
            "Requests that the cache of responses has answered (hit), or might have answered and could not (miss).",
            "result"),
    ACCEPTED(Type.COUNTER, "junicorn_connections_accepted", "Connections that were accepted."),
    RECEIVED(Type.COUNTER, "junicorn_received_bytes", "Bytes read from clients, heads included."),
    SENT(Type.COUNTER, "junicorn_sent_bytes", "Bytes written to clients, heads included."),
    BACKLOG(
            Type.GAUGE,
            "junicorn_accept_backlog",
            "Connections that wait in the kernel until a worker accepts them. Not known of Unix sockets.",
            "listener"),
    WORKER_GENERATION(
            Type.GAUGE, "junicorn_worker_generation", "The newest generation of which the slot has a worker.", "slot"),
    WORKER_REQUESTS(
            Type.COUNTER, "junicorn_worker_requests", "Requests that the slot's workers have answered.", "slot"),
    IN_FLIGHT(Type.GAUGE, "junicorn_requests_in_flight", "Requests whose response is not complete.", "slot"),
    QUEUED(Type.GAUGE, "junicorn_requests_queued", "Requests that wait for a thread.", "slot"),
    OLDEST_QUEUED(
            Type.GAUGE, "junicorn_oldest_queued_seconds", "How long the request waits that is served next.", "slot"),
    OLDEST_REQUEST(
            Type.GAUGE, "junicorn_oldest_request_seconds", "How long the oldest request has been in flight.", "slot"),
    BUSY_THREADS(Type.GAUGE, "junicorn_busy_threads", "Threads that run requests now.", "slot"),
    CONNECTIONS(Type.GAUGE, "junicorn_connections", "Open connections of clients.", "slot"),
    SESSIONS(
            Type.GAUGE,
            "junicorn_sessions",
            "Sessions that workers hold as objects; others may rest in the store, and one may be held by several.",
            "slot"),
    HEAP_USED(Type.GAUGE, "junicorn_worker_heap_used_bytes", "The Java heap's objects, dead ones included.", "slot"),
    HEAP_COMMITTED(Type.GAUGE, "junicorn_worker_heap_committed_bytes", "Memory that the Java heap has taken.", "slot"),
    HEAP_MAX(Type.GAUGE, "junicorn_worker_heap_max_bytes", "What the Java heap may become.", "slot"),
    OLD_USED(
            Type.GAUGE,
            "junicorn_worker_old_generation_live_bytes",
            "The old generation after its last collection; 0 before the first one.",
            "slot"),
    THREADS(Type.GAUGE, "junicorn_worker_threads", "Java threads of all kinds.", "slot"),
    GC_SECONDS(Type.COUNTER, "junicorn_worker_gc_seconds", "Time spent in collections of garbage.", "slot"),
    GC_RUNS(Type.COUNTER, "junicorn_worker_gc_runs", "Collections of garbage.", "slot"),
    CPU_SECONDS(Type.COUNTER, "junicorn_worker_cpu_seconds", "CPU time of the slot's workers.", "slot"),
    RSS(
            Type.GAUGE,
            "junicorn_worker_resident_memory_bytes",
            "Memory of the slot's processes, what they share included.",
            "slot"),
    SUPERVISOR_RSS(Type.GAUGE, "junicorn_supervisor_resident_memory_bytes", "Memory of the supervisor's process."),
    SUPERVISOR_CPU(Type.COUNTER, "junicorn_supervisor_cpu_seconds", "CPU time of the supervisor's process.");

    private final Type type;
    private final String base;
    private final String help;
    private final List<String> labels;

    /** As in the text format's {@code # TYPE}. */
    public enum Type {
        COUNTER("_total"),
        GAUGE(""),
        HISTOGRAM(""),
        SUMMARY(""),
        INFO("_info");

        private final String suffix;

        Type(String suffix) {
            this.suffix = suffix;
        }
    }

    Metric(Type type, String base, String help, String... labels) {
        this.type = type;
        this.base = base;
        this.help = help;
        this.labels = List.of(labels);
    }

    public Type type() {
        return type;
    }

    /** Without the ending that belongs to its type. */
    String base() {
        return base;
    }

    /** As it is seen at {@code /metrics}. */
    public String fullName() {
        return base + type.suffix;
    }

    /** One or two sentences. */
    public String help() {
        return help;
    }

    public List<String> labels() {
        return labels;
    }
}
