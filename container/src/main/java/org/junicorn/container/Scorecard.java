package org.junicorn.container;

/**
 * Where a container notes how it fares, and learns how the other workers of its machine fare. The worker's
 * implementation is a row of the memory that all processes share, so every method is a few plain loads and stores:
 * it never blocks and may be called on any thread.
 */
public interface Scorecard {
    /** Called on each I/O thread four times a second, {@code ioThread} counting from 0: that thread still runs. */
    void heartbeat(int ioThread);

    /** A connection was accepted. Called by the acceptor, before the connection is handed to its I/O thread. */
    void connectionOpened();

    /** A connection was closed. */
    void connectionClosed();

    /**
     * Whether this worker holds clearly more connections than the least loaded one that is accepting, so that its
     * acceptor should give way for a moment. Called by the acceptor before each accept.
     */
    boolean crowded();

    /**
     * A listener's acceptor begins, or ends, to wait for a connection: who waits takes the next one at once.
     *
     * @param listener its name
     */
    default void awaiting(String listener, boolean waits) {}

    /**
     * Whether this worker is new and should leave the listener's next connections to others, who take them: then its
     * acceptor asks again in a moment. Called by the acceptor before each accept.
     */
    default boolean givesWay(String listener) {
        return false;
    }

    /** A request's head was read. */
    void requestStarted();

    /**
     * A request's response is complete, or its connection is gone.
     *
     * @param method as the client sent it
     * @param durationNanos since its head was read
     */
    void requestFinished(String method, int status, long durationNanos);

    /** A request, or what should have been one, was refused by us. Also counted by {@link #requestFinished}. */
    void refused(Refused reason);

    /** A request was answered by another worker, whose {@link #requestFinished} has counted it. */
    void requestForwarded();

    /** A request that an upstream server should have answered was answered by us with an error, or cut. */
    default void proxyFailed() {}

    /** A request was answered from the cache of responses. */
    default void cacheHit() {}

    /** A request that the cache of responses might have answered, and could not. */
    default void cacheMissed() {}

    /** A task of a request has waited for a thread. Called on that thread. */
    void queueWaited(long nanos);

    /** A request ran on an I/O thread instead of waiting for one. Called on that thread. */
    default void ranInline() {}

    /** Bytes were read from a client's connection, heads included. */
    void bytesReceived(long count);

    /** Bytes were written to a client's connection, heads included. */
    void bytesSent(long count);

    /** Threads that are running a request now changed by {@code delta}. */
    void busyThreads(int delta);

    /** A client that began a handshake of TLS has not come to its end. */
    void handshakeFailed();

    /** Keeps nothing, and finds nobody crowded. */
    Scorecard NONE = new Scorecard() {
        @Override
        public void heartbeat(int ioThread) {}

        @Override
        public void connectionOpened() {}

        @Override
        public void connectionClosed() {}

        @Override
        public boolean crowded() {
            return false;
        }

        @Override
        public void requestStarted() {}

        @Override
        public void requestFinished(String method, int status, long durationNanos) {}

        @Override
        public void refused(Refused reason) {}

        @Override
        public void requestForwarded() {}

        @Override
        public void queueWaited(long nanos) {}

        @Override
        public void bytesReceived(long count) {}

        @Override
        public void bytesSent(long count) {}

        @Override
        public void busyThreads(int delta) {}

        @Override
        public void handshakeFailed() {}
    };
}
