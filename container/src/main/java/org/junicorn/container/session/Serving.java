package org.junicorn.container.session;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.AttachmentKey;
import jakarta.servlet.DispatcherType;

/**
 * Writes the session when filters and servlets have returned: before the end of a response that is not committed yet, so
 * that a store which is away becomes a 503 and not half an answer.
 */
final class Serving implements HttpHandler {
    /** Set while a thread is inside filters and servlets. */
    static final AttachmentKey<Boolean> KEY = AttachmentKey.create(Boolean.class);

    private final SharedSessions sessions;
    private final HttpHandler next;

    Serving(SharedSessions sessions, HttpHandler next) {
        this.sessions = sessions;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        DispatcherType dispatch = context.getDispatcherType();
        if (dispatch != DispatcherType.REQUEST && dispatch != DispatcherType.ASYNC) {
            next.handleRequest(exchange);
            return;
        }
        exchange.putAttachment(KEY, Boolean.TRUE);
        try {
            next.handleRequest(exchange);
        } finally {
            exchange.removeAttachment(KEY);
        }
        if (!exchange.isDispatched() && !context.getOriginalRequest().isAsyncStarted()) {
            sessions.served(exchange);
        }
    }
}
