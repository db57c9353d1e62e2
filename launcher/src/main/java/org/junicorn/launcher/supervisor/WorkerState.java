package org.junicorn.launcher.supervisor;

/**
 * The life of a worker process.
 *
 * <pre>
 *     ┌► SPARE ─┐
 *     │         ▼
 *  BOOTING ──► READY ──► DRAINING ──► (gone)
 *     │          │           │
 *     │          └► SILENT ◄─┤
 *     │               │      │
 *     └───────────────┴──────┴─► KILLED ──► (gone)
 * </pre>
 *
 * A process may be gone at any time; a crash is an end that nobody ordered. A worker whose replacement is wanted (an old
 * generation, a limit, a stuck request) stays READY until the replacement is, and is told to drain then.
 */
enum WorkerState {
    /** Spawned; not yet deployed. */
    BOOTING,
    /** Deployed; accepts connections as soon as it is told to, which is at once. */
    READY,
    /** Deployed; accepts nothing and waits for a place that becomes free. */
    SPARE,
    /** Told to accept nothing more, to finish what it has and to leave; has a deadline. */
    DRAINING,
    /** No heartbeat for {@code timeout}: asked for a thread dump, about to be killed; has a deadline. */
    SILENT,
    /** Sent SIGKILL; its end has not been seen yet. */
    KILLED
}
