package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HostHeaderHandler;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import org.junicorn.container.Refused;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Refuses what two servers might understand differently, and what Undertow's parser lets through: any transfer coding
 * but chunked, which Undertow would read as chunked (RFC 9112, 6.1), a target whose host is another than that of Host
 * (Tomcat refuses it, too), and TRACE (Tomcat: allowTrace). A missing, repeated or malformed Host, and Content-Length
 * beside Transfer-Encoding, are refused by Undertow.
 */
final class StrictHttp implements HttpHandler {
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private final HttpHandler next;

    /** What Undertow itself checks of HTTP/1 only. Framing is checked before there is a request. */
    private final HttpHandler hostOfStream = new HostHeaderHandler(this::checkRequest);

    StrictHttp(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (Http2Stream.of(exchange).isPresent()) {
            hostOfStream.handleRequest(exchange);
            return;
        }
        HeaderValues codings = exchange.getRequestHeaders().get(Headers.TRANSFER_ENCODING);
        if (codings != null) {
            // First: also a body that is refused is read to its end, if it has one.
            StrictChunks.check(exchange);
        }
        if (!exchange.getProtocol().equals(Protocols.HTTP_1_1) && !exchange.isHttp10()) {
            exchange.setProtocol(Protocols.HTTP_1_1); // of the answer
            refuse(
                    exchange,
                    StatusCodes.HTTP_VERSION_NOT_SUPPORTED,
                    "the versions known here are HTTP/1.1 and HTTP/1.0");
            return;
        }
        if (codings != null && !acceptable(exchange, codings.getFirst())) {
            return;
        }
        if (asksToClose(exchange)) {
            exchange.setPersistent(false);
        }
        checkRequest(exchange);
    }

    private void checkRequest(HttpServerExchange exchange) throws Exception {
        HttpString method = exchange.getRequestMethod();
        if (method.equals(Methods.CONNECT)) {
            refuse(exchange, StatusCodes.BAD_REQUEST, "this is no proxy");
            return;
        }
        if (exchange.isHostIncludedInRequestURI() && !authority(exchange).equalsIgnoreCase(host(exchange))) {
            refuse(exchange, StatusCodes.BAD_REQUEST, "the target has another host than the header Host");
        } else if (!isLengthKnown(exchange)) {
            refuse(exchange, StatusCodes.BAD_REQUEST, "Content-Length is larger than any body");
        } else if (unknownExpectation(exchange)) {
            refuse(exchange, StatusCodes.EXPECTATION_FAILED, "the only expectation known here is 100-continue");
        } else if (method.equals(Methods.TRACE)) {
            exchange.getResponseHeaders().put(Headers.ALLOW, METHODS);
            ErrorReport.send(exchange, StatusCodes.METHOD_NOT_ALLOWED, "TRACE is not allowed here");
        } else if (method.equals(Methods.OPTIONS) && exchange.getRequestURI().equals("*")) {
            exchange.getResponseHeaders().put(Headers.ALLOW, METHODS);
            exchange.setStatusCode(StatusCodes.OK).endExchange();
        } else {
            next.handleRequest(exchange);
        }
    }

    /** Of a target such as {@code http://host:80/path} (RFC 9112, 3.2.2). */
    private static String authority(HttpServerExchange exchange) {
        String target = exchange.getRequestURI();
        int start = target.indexOf("://") + 3;
        int end = target.indexOf('/', start);
        return end < 0 ? target.substring(start) : target.substring(start, end);
    }

    private static String host(HttpServerExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        // Which HTTP/1.0 need not send.
        return host == null ? authority(exchange) : host;
    }

    /** Undertow checks that it is made of digits. */
    private static boolean isLengthKnown(HttpServerExchange exchange) {
        try {
            exchange.getRequestContentLength();
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Also in a list, of which Undertow knows nothing (RFC 9112, 9.6). */
    private static boolean asksToClose(HttpServerExchange exchange) {
        HeaderValues options = exchange.getRequestHeaders().get(Headers.CONNECTION);
        if (options == null) {
            return false;
        }
        if (options.size() == 1 && options.getFirst().indexOf(',') < 0) {
            return options.getFirst().strip().equalsIgnoreCase("close"); // as nearly all send it
        }
        for (String option : String.join(",", options).split(",")) {
            if (option.strip().equalsIgnoreCase("close")) {
                return true;
            }
        }
        return false;
    }

    /** RFC 9110, 10.1.1. */
    private static boolean unknownExpectation(HttpServerExchange exchange) {
        HeaderValues expectations = exchange.getRequestHeaders().get(Headers.EXPECT);
        return expectations != null
                && !exchange.isHttp10()
                && !expectations.stream().allMatch(value -> value.equalsIgnoreCase("100-continue"));
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
        Request.of(exchange).refused(Refused.MALFORMED);
        exchange.setPersistent(false);
        ErrorReport.send(exchange, status, message);
    }
}
