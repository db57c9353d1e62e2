package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Deque;
import java.util.Optional;
import org.junicorn.container.Refused;
import org.junicorn.container.RequestLimits;
import org.junicorn.container.deploy.ErrorReport;
import org.junicorn.container.deploy.LimitLog;

/** Refuses a request whose head is longer than the operator wants, with 400 as Tomcat does, and says which limit it is. */
final class HeadLimits implements HttpHandler {
    private static final int COLON_AND_LINE_END = 4;

    private final RequestLimits limits;
    private final HttpHandler next;
    private final LimitLog log = new LimitLog();

    HeadLimits(RequestLimits limits, HttpHandler next) {
        this.limits = limits;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Optional<String> excess = excess(exchange);
        if (excess.isEmpty()) {
            next.handleRequest(exchange);
            return;
        }
        log.refused(exchange, excess.get());
        Request.of(exchange).refused(Refused.HEAD);
        exchange.setPersistent(false);
        ErrorReport.send(exchange, StatusCodes.BAD_REQUEST, excess.get());
    }

    private Optional<String> excess(HttpServerExchange exchange) {
        int line = requestLine(exchange);
        if (exceeds(line, limits.requestLine())) {
            return Optional.of("the request line has " + line + " bytes; limit_request_line = " + limits.requestLine());
        }
        HeaderMap headers = exchange.getRequestHeaders();
        int fields = 0;
        int head = line + 2;
        for (long at = headers.fastIterateNonEmpty(); at != -1L; at = headers.fiNextNonEmpty(at)) {
            HeaderValues values = headers.fiCurrent(at);
            fields += values.size();
            for (int i = 0; i < values.size(); i++) {
                int size = values.getHeaderName().length() + values.get(i).length() + COLON_AND_LINE_END;
                head += size;
                if (exceeds(size, limits.requestFieldSize())) {
                    return Optional.of("the header field " + values.getHeaderName() + " has " + size
                            + " bytes; limit_request_field_size = " + limits.requestFieldSize());
                }
            }
        }
        if (exceeds(fields, limits.requestFields())) {
            return Optional.of(
                    "the request has " + fields + " header fields; limit_request_fields = " + limits.requestFields());
        }
        if (exceeds(head, limits.headBytes())) {
            return Optional.of("the request line and the header fields have " + head + " bytes; max_http_header_size = "
                    + limits.headBytes());
        }
        int cookies = cookies(headers);
        if (exceeds(cookies, limits.cookies())) {
            return Optional.of("the request has " + cookies + " cookies; max_cookie_count = " + limits.cookies());
        }
        int parameters = parameters(exchange);
        if (exceeds(parameters, limits.parameters())) {
            return Optional.of(
                    "the request has " + parameters + " parameters; max_parameter_count = " + limits.parameters());
        }
        return Optional.empty();
    }

    private static boolean exceeds(int found, int limit) {
        return limit > 0 && found > limit;
    }

    /** Without its line end. */
    private static int requestLine(HttpServerExchange exchange) {
        int query = exchange.getQueryString().length();
        return exchange.getRequestMethod().length()
                + 1
                + exchange.getRequestURI().length()
                + (query == 0 ? 0 : 1 + query)
                + 1
                + exchange.getProtocol().length();
    }

    private static int cookies(HeaderMap headers) {
        HeaderValues values = headers.get(Headers.COOKIE);
        if (values == null) {
            return 0;
        }
        int count = 0;
        for (String value : values) {
            count++;
            for (int i = value.indexOf(';'); i >= 0; i = value.indexOf(';', i + 1)) {
                count++;
            }
        }
        return count;
    }

    private static int parameters(HttpServerExchange exchange) {
        if (exchange.getQueryString().isEmpty()) {
            return 0;
        }
        int count = 0;
        for (Deque<String> values : exchange.getQueryParameters().values()) {
            count += values.size();
        }
        return count;
    }
}
