package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import org.junicorn.container.deploy.SecureUrl;

/** Sends whoever comes without TLS to the same URL with it; what is not GET or HEAD keeps its method and its body. */
final class HttpsRedirect implements HttpHandler {
    private final int port;
    private final HttpHandler next;

    HttpsRedirect(int port, HttpHandler next) {
        this.port = port;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (exchange.isSecure()) {
            next.handleRequest(exchange);
            return;
        }
        boolean simple = exchange.getRequestMethod().equals(Methods.GET)
                || exchange.getRequestMethod().equals(Methods.HEAD);
        exchange.getResponseHeaders().put(Headers.LOCATION, SecureUrl.of(exchange, port));
        exchange.setStatusCode(simple ? StatusCodes.MOVED_PERMANENTLY : StatusCodes.PERMANENT_REDIRECT)
                .endExchange();
    }
}
