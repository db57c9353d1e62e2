package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junicorn.container.RequestObserver;

/**
 * Shows each request and its end to an observer, on request threads, since the observer may take its time. It costs a
 * request one more change of threads; without an observer this stage is not there.
 */
final class Observation implements HttpHandler {
    private final RequestObserver observer;
    private final Dispatcher dispatcher;
    private final HttpHandler next;

    Observation(RequestObserver observer, Dispatcher dispatcher, HttpHandler next) {
        this.observer = observer;
        this.dispatcher = dispatcher;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        long began = System.nanoTime();
        exchange.dispatch(dispatcher, observed -> {
            Optional<RequestObserver.End> end = observer.begins(new Seen(observed));
            if (end.isEmpty()) {
                observed.setStatusCode(StatusCodes.INTERNAL_SERVER_ERROR);
                observed.endExchange();
                return;
            }
            observed.addExchangeCompleteListener((ended, following) -> {
                following.proceed();
                int status = ended.getStatusCode();
                long bytes = ended.getResponseBytesSent();
                Duration duration = Duration.ofNanos(System.nanoTime() - began);
                onRequestThread(ended, () -> end.get().ended(status, bytes, duration));
            });
            next.handleRequest(observed);
        });
    }

    /** An I/O thread must not wait for the observer. */
    private void onRequestThread(HttpServerExchange exchange, Runnable task) {
        if (!exchange.isInIoThread()) {
            task.run();
            return;
        }
        try {
            dispatcher.execute(task);
        } catch (RejectedExecutionException e) {
            task.run(); // the server is being closed, and nobody else waits for this thread
        }
    }

    private record Seen(HttpServerExchange exchange) implements RequestObserver.Observed {
        @Override
        public String method() {
            return exchange.getRequestMethod().toString();
        }

        @Override
        public String path() {
            return exchange.getRequestURI();
        }

        @Override
        public String query() {
            return exchange.getQueryString();
        }

        @Override
        public String protocol() {
            return exchange.getProtocol().toString();
        }

        @Override
        public String remoteAddress() {
            return AccessLogEntry.address(exchange.getSourceAddress());
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
        }
    }
}
