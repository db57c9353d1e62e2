package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.List;

/** Reads all cookies of a name, where Undertow keeps the last one only. */
final class SessionCookies {
    private SessionCookies() {}

    /** Their values in the order in which the client sent them (RFC 6265, 4.2.1), without quotes. */
    static List<String> values(HttpServerExchange exchange, String name) {
        List<String> values = new ArrayList<>();
        List<String> headers = exchange.getRequestHeaders().get(Headers.COOKIE);
        for (String header : headers == null ? List.<String>of() : headers) {
            for (String pair : header.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
                    String value = pair.substring(equals + 1).trim();
                    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                    values.add(quoted ? value.substring(1, value.length() - 1) : value);
                }
            }
        }
        return values;
    }
}
