package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HttpString;

/**
 * Tells browsers to come back over TLS only (RFC 6797), in answers over TLS: in any other the header would count for
 * nothing (7.2). An application's own wins.
 */
final class StrictTransport implements HttpHandler {
    private static final HttpString HEADER = new HttpString("Strict-Transport-Security");

    private final ResponseCommitListener addition;
    private final HttpHandler next;

    StrictTransport(String value, HttpHandler next) {
        this.next = next;
        this.addition = exchange -> {
            if (exchange.isSecure() && !exchange.getResponseHeaders().contains(HEADER)) {
                exchange.getResponseHeaders().put(HEADER, value);
            }
        };
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addResponseCommitListener(addition); // so late that no reset takes it off
        next.handleRequest(exchange);
    }
}
