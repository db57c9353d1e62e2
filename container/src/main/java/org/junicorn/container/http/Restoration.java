package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import org.junicorn.container.affinity.Origin;
import org.junicorn.container.deploy.ErrorReport;

/** Makes a request that another worker has accepted look as if its client had connected here. */
final class Restoration implements HttpHandler {
    private final HttpHandler next;

    Restoration(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        try {
            Origin.restore(exchange);
        } catch (IllegalArgumentException e) {
            ErrorReport.send(exchange, StatusCodes.BAD_REQUEST, "This socket is for other workers of this server.");
            return;
        }
        next.handleRequest(exchange);
    }
}
