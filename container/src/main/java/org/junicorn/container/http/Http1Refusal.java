package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import org.junicorn.container.deploy.ErrorReport;

/** Refuses requests of HTTP/1 where only HTTP/2 is spoken. */
final class Http1Refusal implements HttpHandler {
    private final HttpHandler next;

    Http1Refusal(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (Http2Stream.of(exchange).isPresent()) {
            next.handleRequest(exchange);
            return;
        }
        exchange.setPersistent(false);
        ErrorReport.send(exchange, StatusCodes.HTTP_VERSION_NOT_SUPPORTED, "the only version known here is HTTP/2");
    }
}
