package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Sends clients that came without TLS to where they must have it (Servlet 6.1, 13.8), before they are asked who they are.
 * Undertow's own redirect decodes the query first, so that {@code %26} becomes a separator, and answers 500 to what is no
 * URI then.
 */
final class ConfidentialRedirect implements HttpHandler {
    private static final AttachmentKey<Boolean> WANTED = AttachmentKey.create(Boolean.class);

    private final int port;
    private final HttpHandler next;

    /** @param port where clients reach the server by TLS */
    ConfidentialRedirect(int port, HttpHandler next) {
        this.port = port;
        this.next = next;
    }

    /** This request must be confidential, and is not. */
    static void want(HttpServletRequest request) {
        ((HttpServletRequestImpl) request).getExchange().putAttachment(WANTED, true);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (exchange.getAttachment(WANTED) == null) {
            next.handleRequest(exchange);
            return;
        }
        exchange.setStatusCode(StatusCodes.FOUND);
        exchange.getResponseHeaders().put(Headers.LOCATION, SecureUrl.of(exchange, port));
        exchange.endExchange();
    }
}
