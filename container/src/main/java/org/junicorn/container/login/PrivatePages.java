package org.junicorn.container.login;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;

/**
 * Keeps what is behind a constraint out of caches that several people share (Tomcat: {@code disableProxyCaching} without
 * {@code securePagesWithPragma}). The application may say otherwise.
 */
public final class PrivatePages {
    /** As far in the past as a date of HTTP can be, for caches that only know HTTP/1.0. */
    private static final String LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT";

    private PrivatePages() {}

    /** Marks the response of a request that a constraint is for. */
    public static void mark(HttpServerExchange exchange) {
        if (!exchange.getRequestMethod().equals(Methods.POST)) {
            exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "private");
            exchange.getResponseHeaders().put(Headers.EXPIRES, LONG_AGO);
        }
    }
}
