package org.junicorn.hooks;

/** Followed in each worker's JVM. Each worker has an object of its own; how it is called is said at each method. */
public interface WorkerHooks {
    /** The JVM has started, and the application is not loaded yet. On the main thread. gunicorn: post_fork. */
    default void postFork(WorkerInfo worker) throws Exception {}

    /** The application is deployed; no request was accepted yet. On the main thread. gunicorn: post_worker_init. */
    default void postWorkerInit(WorkerInfo worker) throws Exception {}

    /**
     * Before the application has a request. On a thread of {@code threads}, many at a time; what it takes, the client
     * waits. gunicorn: pre_request.
     */
    default void preRequest(WorkerInfo worker, RequestInfo request) throws Exception {}

    /** After a response, also after one that failed. On a thread of {@code threads}. gunicorn: post_request. */
    default void postRequest(WorkerInfo worker, RequestInfo request, ResponseInfo response) throws Exception {}

    /** The worker is told to leave without finishing its requests. gunicorn: worker_int. */
    default void workerInt(WorkerInfo worker) throws Exception {}

    /** A request's thread did not come back after {@code request_timeout}; another worker comes. gunicorn: worker_abort. */
    default void workerAbort(WorkerInfo worker) throws Exception {}

    /** The application has ended, and the process is about to. gunicorn: worker_exit. */
    default void workerExit(WorkerInfo worker) throws Exception {}
}
