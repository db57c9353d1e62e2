package org.junicorn.container.http;

import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junicorn.container.EdgeLimits;
import org.junicorn.container.Refused;
import org.junicorn.container.deploy.ErrorReport;
import org.xnio.XnioExecutor;

/**
 * Lets so many requests be answered at a time, and so many wait for them, each for so long; the others are answered 503
 * at once, which costs nearly nothing, rather than after everybody has given up. A request counts until its response is
 * complete or its connection gone, asynchronous ones included. Those that wait hold no thread. First come, first served.
 *
 * <p>Not Undertow's {@code RequestLimit}: there, a request waits for ever.
 */
final class Shedding implements HttpHandler {
    private final int most;
    private final int queueSize;
    private final Duration patience;
    private final HttpHandler next;
    private final String retryAfter;
    private final Line line;

    /** Who is answered and who waits. Guarded by itself, which is never held while somebody else's code runs. */
    static final class Line {
        private final Deque<Waiting> queue = new ArrayDeque<>();
        private int running;
    }

    /** @param line of this and all that count together with it */
    Shedding(EdgeLimits limits, Line line, HttpHandler next) {
        this.line = line;
        this.most = limits.concurrent();
        this.queueSize = limits.queueTimeout().isZero() ? 0 : limits.queued();
        this.patience = limits.queueTimeout();
        this.next = next;
        this.retryAfter = Long.toString(Math.max(1, (patience.toMillis() + 999) / 1000));
    }

    private static final class Waiting {
        private final HttpServerExchange exchange;
        private final Shedding stage;
        private XnioExecutor.Key timer;

        Waiting(HttpServerExchange exchange, Shedding stage) {
            this.exchange = exchange;
            this.stage = stage;
        }
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        synchronized (line) {
            if (line.running >= most) {
                // Nobody may hand it on before this thread has let go of it: so it is put in line afterwards.
                exchange.dispatch(SameThreadExecutor.INSTANCE, () -> stand(exchange));
                return;
            }
            line.running++;
        }
        admit(exchange);
        next.handleRequest(exchange);
    }

    private void admit(HttpServerExchange exchange) {
        Request.of(exchange).onEnd(this::ended);
    }

    private void stand(HttpServerExchange exchange) {
        boolean free;
        synchronized (line) {
            free = line.running < most;
            if (free) {
                line.running++;
            } else if (line.queue.size() < queueSize) {
                Waiting waiting = new Waiting(exchange, this);
                line.queue.addLast(waiting);
                waiting.timer = exchange.getIoThread()
                        .executeAfter(() -> tire(waiting), patience.toNanos(), TimeUnit.NANOSECONDS);
                Request.of(exchange).onEnd(() -> leave(waiting)); // its client is gone
                return;
            }
        }
        if (free) {
            admit(exchange);
            Connectors.executeRootHandler(next, exchange);
        } else {
            Connectors.executeRootHandler(this::refuse, exchange);
        }
    }

    /** Whether it was still in line. */
    private boolean leave(Waiting waiting) {
        waiting.timer.remove();
        synchronized (line) {
            return line.queue.remove(waiting);
        }
    }

    private void tire(Waiting waiting) {
        if (leave(waiting)) {
            Connectors.executeRootHandler(this::refuse, waiting.exchange);
        }
    }

    private void refuse(HttpServerExchange exchange) {
        Request.of(exchange).refused(Refused.OVERLOAD);
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, retryAfter);
        ErrorReport.send(exchange, StatusCodes.SERVICE_UNAVAILABLE, "Too many requests are being answered now.");
    }

    /** One request has ended: its place goes to who has waited longest. Any thread. */
    private void ended() {
        for (; ; ) {
            Waiting first;
            synchronized (line) {
                first = line.queue.pollFirst();
                if (first == null) {
                    line.running--;
                    return;
                }
            }
            HttpServerExchange exchange = first.exchange;
            first.timer.remove();
            try {
                Shedding stage = first.stage;
                exchange.getIoThread().execute(() -> {
                    stage.admit(exchange);
                    Connectors.executeRootHandler(stage.next, exchange);
                });
                return;
            } catch (RejectedExecutionException e) {
                // The server is being closed; the place is still free.
            }
        }
    }
}
