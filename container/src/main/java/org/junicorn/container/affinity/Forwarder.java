package org.junicorn.container.affinity;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.xnio.XnioIoThread;

/** Forwards requests to the workers that must answer them. Opens nothing before the first. Any thread. */
public final class Forwarder implements AutoCloseable {
    private final SocketFolder sockets;
    private final ByteBufferPool buffers;
    private final Ledger ledger;
    private final Map<XnioIoThread, Lane> lanes = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /** Whoever counts and logs requests. On the I/O thread of the request's connection. */
    public interface Ledger {
        /** The other worker has the request, and logs it. */
        void handedOver(HttpServerExchange exchange);

        /** It has not, or has died with it. What this thread does next is for this request. */
        void takenBack(HttpServerExchange exchange);
    }

    public Forwarder(SocketFolder sockets, ByteBufferPool buffers, Ledger ledger) {
        this.sockets = sockets;
        this.buffers = buffers;
        this.ledger = ledger;
    }

    /**
     * Has a request answered by another worker. Nothing of its body was read yet, and no response was begun. Returns at
     * once; called while a handler handles the exchange, and the last thing that it does.
     *
     * <p>The client gets what the other worker sends, as it is sent. If that one dies in the middle of a response, the
     * client's connection is cut; if it does before, 502 is answered; if it cannot take the request now, 503.
     *
     * @param owner the worker
     * @param gone answers the request if there is no such worker: called on the I/O thread as a root handler is
     * @throws IllegalStateException if the request came from another worker
     */
    void forward(HttpServerExchange exchange, String owner, HttpHandler gone) {
        if (Origin.isForwarded(exchange)) {
            throw new IllegalStateException("a request is forwarded once");
        }
        Executor executor = exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread();
        exchange.dispatch(executor, () -> new Relay(exchange, owner, lane(exchange), ledger, gone).begin());
    }

    private Lane lane(HttpServerExchange exchange) {
        return lanes.computeIfAbsent(exchange.getIoThread(), thread -> {
            Lane lane = new Lane(thread, sockets, buffers);
            if (draining) {
                lane.drain();
            }
            return lane;
        });
    }

    /** Ends upgraded connections, which would go on for ever; requests are still forwarded. */
    public void drain() {
        draining = true;
        lanes.forEach((thread, lane) -> execute(thread, lane::drain));
    }

    /** Closes idle connections to other workers. */
    @Override
    public void close() {
        lanes.forEach((thread, lane) -> execute(thread, lane::close));
    }

    private static void execute(XnioIoThread thread, Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // It is ending, and its connections with it.
        }
    }
}
