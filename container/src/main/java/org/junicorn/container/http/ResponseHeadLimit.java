package org.junicorn.container.http;

import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.StatusCodes;
import org.jboss.logging.Logger;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Answers 500 in place of a response whose header fields no proxy would take, as Tomcat does: a cookie that grows with
 * each request is found here, with its name in the log, and not in the proxy's.
 */
final class ResponseHeadLimit implements HttpHandler {
    private static final Logger LOG = Logger.getLogger(ResponseHeadLimit.class);
    private static final int STATUS_LINE = 17;
    private static final int COLON_AND_LINE_END = 4;

    private final int limit;
    private final HttpHandler next;
    private final ConduitWrapper<StreamSinkConduit> check = this::check;

    ResponseHeadLimit(int limit, HttpHandler next) {
        this.limit = limit;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addResponseWrapper(check);
        next.handleRequest(exchange);
    }

    /** On the thread that begins the response. */
    private StreamSinkConduit check(ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        int size = STATUS_LINE;
        int largest = 0;
        String name = "";
        for (long at = headers.fastIterateNonEmpty(); at != -1L; at = headers.fiNextNonEmpty(at)) {
            HeaderValues values = headers.fiCurrent(at);
            int field = 0;
            for (int i = 0; i < values.size(); i++) {
                field += values.getHeaderName().length() + values.get(i).length() + COLON_AND_LINE_END;
            }
            size += field;
            if (field > largest) {
                largest = field;
                name = values.getHeaderName().toString();
            }
        }
        if (size > limit && Request.of(exchange).answerInstead(StatusCodes.INTERNAL_SERVER_ERROR, "")) {
            LOG.warnf(
                    "%s %s answered 500: the response's header fields have %d bytes, most of them %s;"
                            + " max_response_header_size = %d",
                    exchange.getRequestMethod(), exchange.getRequestURI(), size, name, limit);
        }
        return factory.create();
    }
}
