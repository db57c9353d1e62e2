package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.FlexBase64;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;

/**
 * Goes over to HTTP/2 if a client asks for it (RFC 7540, 3.2). A request with a body is answered over HTTP/1.1, as that
 * section allows. Stands before everything that counts: the request is counted as the stream that it becomes.
 */
final class Http2Upgrade implements HttpHandler {
    private static final Logger LOG = Logger.getLogger(Http2Upgrade.class);
    private static final HttpString SETTINGS = new HttpString("HTTP2-Settings");
    private static final int SETTING = 6;
    private static final int HEADER_TABLE_SIZE = 1;
    private static final int TABLE = 4096;

    private final Http2Front front;
    private final HttpHandler next;

    Http2Upgrade(Http2Front front, HttpHandler next) {
        this.front = front;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderMap headers = exchange.getRequestHeaders();
        HeaderValues settings = headers.get(SETTINGS);
        if (settings == null
                || settings.size() != 1
                || !exchange.getProtocol().equals(Protocols.HTTP_1_1)
                || exchange.getConnection().getSslSessionInfo() != null
                || !asks(headers)
                || headers.contains(Headers.TRANSFER_ENCODING)
                || headers.contains(Headers.EXPECT)
                || !exchange.isRequestComplete()) {
            next.handleRequest(exchange);
            return;
        }
        ByteBuffer sent;
        try {
            sent = bounded(FlexBase64.decodeURL(settings.getFirst()));
        } catch (IOException e) {
            next.handleRequest(exchange); // as if it had not asked
            return;
        }
        ClientConnection connection = ClientConnection.of(exchange);
        connection.upgrades();
        exchange.getResponseHeaders().put(Headers.UPGRADE, "h2c");
        exchange.upgradeChannel((stream, first) -> {
            headers.remove(SETTINGS);
            headers.remove(Headers.UPGRADE);
            headers.remove(Headers.CONNECTION);
            try {
                front.upgraded(connection, stream, first, sent);
            } catch (RuntimeException e) {
                LOG.debug("a connection could not go over to HTTP/2", e);
                IoUtils.safeClose(stream);
            }
        });
        exchange.endExchange();
    }

    private static boolean asks(HeaderMap headers) {
        return has(headers, Headers.UPGRADE, "h2c")
                && has(headers, Headers.CONNECTION, "upgrade")
                && has(headers, Headers.CONNECTION, "http2-settings");
    }

    private static boolean has(HeaderMap headers, HttpString name, String token) {
        HeaderValues values = headers.get(name);
        if (values != null) {
            for (String value : values) {
                for (String part : value.split(",")) {
                    if (part.strip().equalsIgnoreCase(token)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The client cannot make our table of header fields larger than we want it. */
    private static ByteBuffer bounded(ByteBuffer settings) throws IOException {
        if (settings.remaining() % SETTING != 0) {
            throw new IOException("no SETTINGS");
        }
        ByteBuffer copy =
                ByteBuffer.allocate(settings.remaining()).put(settings).flip();
        for (int i = 0; i < copy.limit(); i += SETTING) {
            if (copy.getShort(i) == HEADER_TABLE_SIZE && Integer.compareUnsigned(copy.getInt(i + 2), TABLE) > 0) {
                copy.putInt(i + 2, TABLE);
            }
        }
        return copy;
    }
}
