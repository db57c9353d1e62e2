package org.junicorn.container.shaping;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes headers off all responses, and adds others to those that have none of their name: what an application says itself
 * counts more.
 */
final class ResponseHeaders implements HttpHandler {
    private final Map<HttpString, List<String>> added = new LinkedHashMap<>();
    private final List<HttpString> hidden;
    private final ResponseCommitListener change = this::change;
    private final HttpHandler next;

    /** @param added each as {@code NAME: VALUE}; several may have one name */
    ResponseHeaders(List<String> added, List<String> hidden, HttpHandler next) {
        for (String header : added) {
            int colon = header.indexOf(':');
            this.added
                    .computeIfAbsent(new HttpString(header.substring(0, colon).strip()), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        this.hidden = hidden.stream().map(HttpString::new).toList();
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addResponseCommitListener(change);
        next.handleRequest(exchange);
    }

    private void change(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        hidden.forEach(headers::remove);
        added.forEach((name, values) -> {
            if (!headers.contains(name)) {
                headers.putAll(name, values);
            }
        });
    }
}
