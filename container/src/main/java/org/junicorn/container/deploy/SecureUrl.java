package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import org.junicorn.container.ForwardedPrefix;

/** Where a request that came without TLS should have gone. */
public final class SecureUrl {
    private static final int DEFAULT_PORT = 443;

    private SecureUrl() {}

    /**
     * The URL of the request with {@code https://}, and with the prefix that a proxy has taken off its path.
     *
     * @param port at which clients reach the server by TLS
     */
    public static String of(HttpServerExchange exchange, int port) {
        String host = exchange.getHostName();
        String path = exchange.getRequestURI();
        if (exchange.isHostIncludedInRequestURI()) {
            int slash = path.indexOf('/', path.indexOf("://") + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        return "https://"
                + (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host)
                + (port == DEFAULT_PORT ? "" : ":" + port)
                + ForwardedPrefix.of(exchange)
                + path
                + (exchange.getQueryString().isEmpty() ? "" : "?" + exchange.getQueryString());
    }
}
