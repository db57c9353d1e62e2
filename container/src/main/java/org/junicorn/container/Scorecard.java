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

    /** A request's head was read. */
    void requestStarted();

    /** A request's response is complete, or its connection is gone. */
    void requestFinished(int status, long durationNanos, long bytesSent);

    /** Threads that are running a request now changed by {@code delta}. */
    void busyThreads(int delta);
}
