package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import org.junicorn.container.PathRules;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Normalises the path once, before anything matches or maps it; Undertow itself would hand "/a/../b" to the
 * application. What {@code getRequestURI} returns stays as it was sent.
 */
final class PathNormaliser implements HttpHandler {
    private final PathRules rules;
    private final HttpHandler next;

    PathNormaliser(PathRules rules, HttpHandler next) {
        this.rules = rules;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path;
        try {
            path = NormalPath.of(rawPath(exchange), rules);
        } catch (NormalPath.MalformedPathException e) {
            // Whoever sends this may have more in store.
            exchange.setPersistent(false);
            ErrorReport.send(exchange, StatusCodes.BAD_REQUEST, e.getMessage());
            return;
        }
        exchange.setRequestPath(path);
        exchange.setRelativePath(path);
        next.handleRequest(exchange);
    }

    /** Without scheme and host, which the absolute form has (RFC 9112, 3.2.2). */
    private static String rawPath(HttpServerExchange exchange) {
        String uri = exchange.getRequestURI();
        int scheme = exchange.isHostIncludedInRequestURI() ? uri.indexOf("://") : -1;
        if (scheme < 0) {
            return uri;
        }
        int slash = uri.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : uri.substring(slash);
    }
}
