package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junicorn.container.Scorecard;

/**
 * The one way from an I/O thread to a request thread, and the executor of all that the application starts
 * asynchronously. It knows what runs, and for which request: undertow-servlet hands over a bare task, so the request is
 * remembered on the thread that brings it.
 */
final class Dispatcher implements Executor {
    private final Executor threads;
    private final Optional<Inline> inline;
    private final Scorecard scorecard;
    private final Set<Work> running = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Bearer> bearers = ThreadLocal.withInitial(Bearer::new);
    private volatile boolean closed;

    /** What a thread is about to hand over (an I/O thread), or works on (a request thread). */
    private static final class Bearer {
        private Optional<Request> request = Optional.empty();
        private boolean working;
    }

    Dispatcher(Executor threads, Scorecard scorecard) {
        this(threads, Optional.empty(), scorecard);
    }

    /** @param inline runs some tasks of I/O threads at once */
    Dispatcher(Executor threads, Optional<Inline> inline, Scorecard scorecard) {
        this.inline = inline;
        this.threads = threads;
        this.scorecard = scorecard;
    }

    /** A stage of the chain: what the handlers behind it hand over is for their request. */
    HttpHandler before(HttpHandler next) {
        return exchange -> {
            bring(Request.of(exchange));
            next.handleRequest(exchange);
        };
    }

    /** An executor for tasks of this request, for those who hand them over later, from whatever thread. */
    Executor of(HttpServerExchange exchange) {
        Request request = Request.of(exchange);
        return task -> {
            bring(request);
            execute(task);
        };
    }

    /** What this thread hands over next is for this request. */
    void bring(Request request) {
        Bearer bearer = bearers.get();
        if (!bearer.working) {
            bearer.request = request.itself();
        }
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the server is being closed");
        }
        Bearer bearer = bearers.get();
        Optional<Request> request = bearer.request.filter(r -> !r.isFinished());
        if (!bearer.working) {
            bearer.request = Optional.empty();
        }
        if (inline.isPresent() && request.isPresent() && !bearer.working) {
            executeFor(request.get(), task, inline.get());
        } else {
            threads.execute(new Work(task, request, this));
        }
    }

    private void executeFor(Request request, Runnable task, Inline choosing) {
        Optional<Inline.Call> call = choosing.call(request);
        request.connection().handedOver();
        if (call.isEmpty()) {
            threads.execute(new Work(task, Optional.of(request), this));
        } else if (choosing.allows(call.get())) {
            choosing.run(call.get(), new Work(task, Optional.of(request), this));
        } else {
            threads.execute(new Work(choosing.measured(call.get(), task), Optional.of(request), this));
        }
    }

    void begun(Work work) {
        Bearer bearer = bearers.get();
        bearer.request = work.request();
        bearer.working = true;
        running.add(work);
        scorecard.busyThreads(1);
        if (work.request().isPresent()) {
            Request request = work.request().get();
            request.waited(work.began() - work.queued());
            request.connection().handedOver();
        }
    }

    void ended(Work work) {
        scorecard.busyThreads(-1);
        running.remove(work);
        Bearer bearer = bearers.get();
        bearer.request = Optional.empty();
        bearer.working = false;
        work.request().ifPresent(Request::threadDone);
    }

    /** What runs now; changes while it is looked at. */
    Collection<Work> running() {
        return Collections.unmodifiableSet(running);
    }

    /** Takes no more tasks. */
    void close() {
        closed = true;
    }
}
