package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Refuses what two servers might understand differently, and what Undertow's parser lets through: any transfer coding
 * but chunked, which Undertow would read as chunked (RFC 9112, 6.1), and TRACE (Tomcat: allowTrace). A missing,
 * repeated or malformed Host, and Content-Length beside Transfer-Encoding, are refused by Undertow.
 */
final class StrictHttp implements HttpHandler {
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private final HttpHandler next;

    StrictHttp(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HttpString method = exchange.getRequestMethod();
        HeaderValues codings = exchange.getRequestHeaders().get(Headers.TRANSFER_ENCODING);
        if (codings != null && !acceptable(exchange, codings.getFirst())) {
            return;
        }
        if (method.equals(Methods.TRACE)) {
            exchange.getResponseHeaders().put(Headers.ALLOW, METHODS);
            ErrorReport.send(exchange, StatusCodes.METHOD_NOT_ALLOWED, "TRACE is not allowed here");
        } else if (method.equals(Methods.OPTIONS) && exchange.getRequestURI().equals("*")) {
            exchange.getResponseHeaders().put(Headers.ALLOW, METHODS);
            exchange.setStatusCode(StatusCodes.OK).endExchange();
        } else {
            next.handleRequest(exchange);
        }
    }

    private static boolean acceptable(HttpServerExchange exchange, String coding) {
        if (exchange.isHttp10()) {
            refuse(exchange, StatusCodes.BAD_REQUEST, "HTTP/1.0 has no Transfer-Encoding");
            return false;
        }
        if (coding.strip().equalsIgnoreCase("chunked")) {
            return true;
        }
        String[] codings = coding.split(",", -1);
        for (int i = 0; i < codings.length - 1; i++) {
            if (codings[i].strip().equalsIgnoreCase("chunked")) {
                refuse(
                        exchange,
                        StatusCodes.BAD_REQUEST,
                        "chunked must be the last Transfer-Encoding, and the only one");
                return false;
            }
        }
        refuse(exchange, StatusCodes.NOT_IMPLEMENTED, "the only Transfer-Encoding known here is chunked");
        return false;
    }

    /** Nobody knows where the body ends: the connection cannot be used again. */
    private static void refuse(HttpServerExchange exchange, int status, String message) {
        exchange.setPersistent(false);
        ErrorReport.send(exchange, status, message);
    }
}
