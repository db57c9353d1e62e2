package org.junicorn.container.http;

import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.ConduitFactory;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Gives up the connection of a request that is answered before its body was read, by a refusal for example: Undertow would
 * read the rest in order to use the connection again, and a client could send for ever. What is short enough is read (Tomcat:
 * {@code maxSwallowSize}). Servlets see to it themselves when they are done.
 *
 * <p>A stream of HTTP/2 is none of this: its connection goes on in any case.
 */
final class UnreadBody implements HttpHandler {
    private final int swallowed;
    private final HttpHandler next;
    private final ConduitWrapper<StreamSinkConduit> commit = this::commit;

    /** @param swallowed bytes that are read although nobody wants them; 0: any number */
    UnreadBody(int swallowed, HttpHandler next) {
        this.swallowed = swallowed;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (swallowed > 0
                && !exchange.isRequestComplete()
                && Http2Stream.of(exchange).isEmpty()) {
            exchange.addResponseWrapper(commit);
        }
        next.handleRequest(exchange);
    }

    /** On the thread that begins the response, before its head is made. */
    private StreamSinkConduit commit(ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
        if (exchange.isRequestChannelAvailable() // else somebody reads it, perhaps on and on
                && !exchange.isRequestComplete()
                && exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY) == null
                && !isShort(exchange)) {
            exchange.setPersistent(false);
        }
        return factory.create();
    }

    private boolean isShort(HttpServerExchange exchange) {
        try {
            long length = exchange.getRequestContentLength();
            return length >= 0 && length <= swallowed;
        } catch (NumberFormatException e) {
            return false; // it is being refused for that
        }
    }
}
