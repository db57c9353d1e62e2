package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Makes requests look as the header of the PROXY protocol at the beginning of their connection says. */
final class Balanced implements HttpHandler {
    private final HttpHandler next;

    Balanced(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        ClientConnection.of(exchange).told().ifPresent(header -> {
            header.source().ifPresent(exchange::setSourceAddress);
            header.destination().ifPresent(exchange::setDestinationAddress);
            if (header.tls()) {
                exchange.setRequestScheme("https");
            }
        });
        next.handleRequest(exchange);
    }
}
