package org.junicorn.container.shaping;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.List;

/** The header that says what a response depends on (RFC 9110, 12.5.5). */
public final class Vary {
    private Vary() {}

    /** Says that the response depends on this header of the request, if it does not say so yet. */
    public static void on(HttpServerExchange exchange, String header) {
        HeaderValues values = exchange.getResponseHeaders().get(Headers.VARY);
        boolean said = values != null
                && values.stream()
                        .flatMap(value -> List.of(value.split(",")).stream())
                        .map(String::strip)
                        .anyMatch(name -> name.equals("*") || name.equalsIgnoreCase(header));
        if (!said) {
            exchange.getResponseHeaders().add(Headers.VARY, header);
        }
    }
}
