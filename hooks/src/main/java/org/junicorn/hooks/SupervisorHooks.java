package org.junicorn.hooks;

/**
 * Followed in the supervisor's JVM, one call at a time, on a thread of their own, in the order in which things happen. The
 * supervisor does not wait for them (but for {@link #onStarting} and, for ten seconds at most, at the end), so what they
 * are told of may have changed meanwhile. If they cannot keep up, the oldest of more than a thousand calls that wait are
 * given up, and logged.
 */
public interface SupervisorHooks {
    /** Before sockets are bound and anything is started. The start waits for it. gunicorn: on_starting. */
    default void onStarting(ServerInfo server) throws Exception {}

    /** All workers of the first start are ready. gunicorn: when_ready. */
    default void whenReady(ServerInfo server) throws Exception {}

    /** A reload begins. gunicorn: on_reload. */
    default void onReload(ServerInfo server) throws Exception {}

    /**
     * A reload is decided. No hook of gunicorn's.
     *
     * @param generation its number
     * @param reason why it failed; empty if all workers are of that generation now
     */
    default void reloadDone(ServerInfo server, int generation, String reason) throws Exception {}

    /** A worker's process is being started. gunicorn: pre_fork. */
    default void preFork(ServerInfo server, WorkerInfo worker) throws Exception {}

    /** A worker has deployed the application. No hook of gunicorn's. */
    default void workerReady(ServerInfo server, WorkerInfo worker) throws Exception {}

    /** A worker's process has ended. gunicorn: child_exit. */
    default void childExit(ServerInfo server, WorkerInfo worker, WorkerEnd end) throws Exception {}

    /**
     * There shall be another number of workers from now on. gunicorn: nworkers_changed.
     *
     * @param before 0 at the start
     */
    default void nworkersChanged(ServerInfo server, int now, int before) throws Exception {}

    /** A new supervisor is being started to take over. gunicorn: pre_exec. */
    default void preExec(ServerInfo server) throws Exception {}

    /** Everything has ended. gunicorn: on_exit. */
    default void onExit(ServerInfo server) throws Exception {}
}
