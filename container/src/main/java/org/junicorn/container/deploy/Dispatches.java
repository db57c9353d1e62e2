package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.AsyncContextImpl;
import io.undertow.servlet.spec.HttpServletResponseImpl;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.time.Duration;

/**
 * Around every dispatch within an application. Error pages are asked for by GET (Servlet 6.1, 9.4.1), so that a page
 * that knows GET alone also answers a failed DELETE. The response to a forward is closed as a whole, and so with its
 * length; Undertow, which sees a response that is not its own, would flush it first.
 *
 * <p>The time-out of an asynchronous request is at most {@link #LONGEST_TIMEOUT}: XNIO counts in nanoseconds, in which
 * {@code setTimeout(Long.MAX_VALUE)}, as applications write "never", is a time of the past now and then.
 */
final class Dispatches implements HttpHandler {
    /** Differences of two such times do not overflow. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofNanos(Long.MAX_VALUE / 4);

    private final HttpHandler next;

    Dispatches(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        dispatch(exchange, context);
        AsyncContextImpl async = context.getOriginalRequest().getAsyncContextInternal();
        if (async != null && !async.isInitialRequestDone() && async.getTimeout() > LONGEST_TIMEOUT.toMillis()) {
            async.setTimeout(LONGEST_TIMEOUT.toMillis());
        }
    }

    private void dispatch(HttpServerExchange exchange, ServletRequestContext context) throws Exception {
        DispatcherType type = context.getDispatcherType();
        HttpString method = exchange.getRequestMethod();
        if (type == DispatcherType.ERROR && !method.equals(Methods.GET) && !method.equals(Methods.HEAD)) {
            exchange.setRequestMethod(Methods.GET);
            try {
                next.handleRequest(exchange);
            } finally {
                exchange.setRequestMethod(method);
            }
        } else {
            next.handleRequest(exchange);
            if (type == DispatcherType.FORWARD && context.getServletResponse() instanceof AppResponse response) {
                end(exchange, context, response);
            }
        }
    }

    /** For a forward to the response itself: what another one holds back, only its owner can write. */
    private static void end(HttpServerExchange exchange, ServletRequestContext context, AppResponse response)
            throws IOException {
        HttpServletResponseImpl original = context.getOriginalResponse();
        if (original.isInsideInclude()
                || original.isCommitted()
                || context.getOriginalRequest().isAsyncStarted()) {
            return;
        }
        if (response.relativeRedirects()) {
            RequestShaping.relativise(exchange);
        }
        original.closeStreamAndWriter();
    }
}
