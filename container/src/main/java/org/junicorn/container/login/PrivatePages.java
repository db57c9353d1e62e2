package org.junicorn.container.login;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;

/**
 * Keeps what is behind a constraint out of caches that several people share (Tomcat: {@code disableProxyCaching} without
 * {@code securePagesWithPragma}). The application may say otherwise.
 */
public final class PrivatePages {
    private PrivatePages() {}

    /** Marks the response of a request that a constraint is for. */
    public static void mark(HttpServerExchange exchange) {
        if (!exchange.getRequestMethod().equals(Methods.POST)) {
            exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "private");
        }
    }
}
