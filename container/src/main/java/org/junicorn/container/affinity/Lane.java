package org.junicorn.container.affinity;

import io.undertow.connector.ByteBufferPool;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/** One I/O thread's connections to other workers. On that thread. */
final class Lane {
    private static final Duration IDLE = Duration.ofSeconds(10);

    /** Idle ones of each owner; a burst is answered by more, which are closed after it. */
    private static final int MOST_IDLE = 32;

    private final XnioIoThread thread;
    private final SocketFolder sockets;
    private final ByteBufferPool buffers;
    private final Map<String, Deque<OwnerConnection>> idle = new HashMap<>();
    private final Set<Tunnel> tunnels = new HashSet<>();
    private boolean watching;
    private boolean draining;

    Lane(XnioIoThread thread, SocketFolder sockets, ByteBufferPool buffers) {
        this.thread = thread;
        this.sockets = sockets;
        this.buffers = buffers;
    }

    ByteBufferPool buffers() {
        return buffers;
    }

    XnioIoThread thread() {
        return thread;
    }

    /**
     * A connection to the owner: the one used last, or a new one.
     *
     * @return empty if there is no such worker
     * @throws IOException if there is no connection to be had now
     */
    Optional<OwnerConnection> take(String owner) throws IOException {
        if (!sockets.has(owner)) {
            // Connections that are always in use would hold up one that leaves.
            Optional.ofNullable(idle.remove(owner)).ifPresent(leaving -> leaving.forEach(OwnerConnection::abort));
            return Optional.empty();
        }
        Deque<OwnerConnection> resting = idle.get(owner);
        while (resting != null && !resting.isEmpty()) {
            OwnerConnection connection = resting.pollFirst();
            if (connection.isOpen()) {
                return Optional.of(connection);
            }
        }
        Optional<SocketChannel> channel = sockets.connect(owner);
        return channel.isEmpty()
                ? Optional.empty()
                : Optional.of(OwnerConnection.over(channel.get(), owner, thread, buffers));
    }

    /** Keeps a connection for the next request. */
    void give(OwnerConnection connection) {
        Deque<OwnerConnection> resting = idle.computeIfAbsent(connection.owner(), name -> new ArrayDeque<>());
        if (!connection.isOpen() || resting.size() >= MOST_IDLE) {
            connection.abort();
            return;
        }
        connection.rest(System.nanoTime());
        resting.addFirst(connection);
        watch();
    }

    private void watch() {
        if (!watching) {
            watching = true;
            after(IDLE, () -> {
                watching = false;
                closeIdle(System.nanoTime() - IDLE.toNanos());
                if (!idle.isEmpty()) {
                    watch();
                }
            });
        }
    }

    private void closeIdle(long before) {
        idle.values().forEach(resting -> {
            while (!resting.isEmpty() && resting.peekLast().idleSince() - before <= 0) {
                resting.pollLast().abort();
            }
        });
        idle.values().removeIf(Deque::isEmpty);
    }

    /** The thread may be ending; then so do its connections. */
    void after(Duration delay, Runnable task) {
        try {
            thread.executeAfter(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            watching = false;
        }
    }

    void opened(Tunnel tunnel) {
        tunnels.add(tunnel);
        if (draining) {
            tunnel.goAway();
        }
    }

    void closed(Tunnel tunnel) {
        tunnels.remove(tunnel);
    }

    /** Ends what would go on for ever, soon. */
    void drain() {
        draining = true;
        List.copyOf(tunnels).forEach(Tunnel::goAway);
    }

    void close() {
        closeIdle(System.nanoTime());
    }
}
