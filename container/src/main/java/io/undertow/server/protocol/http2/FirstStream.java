package io.undertow.server.protocol.http2;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.HttpServerExchange;

/**
 * A request of HTTP/1.1 that is answered over HTTP/2 (RFC 7540, 3.2): Undertow's own upgrade handler brings it together
 * with a channel of its own, and there is ours. Compiled against it rather than called by reflection, so that an upgrade
 * that changes it fails the build.
 */
public final class FirstStream {
    private FirstStream() {}

    /** Lets the request pass through the receiver's handler. On the I/O thread. */
    public static void begin(Http2ReceiveListener receiver, HttpServerExchange request, Http2Channel channel) {
        receiver.handleInitialRequest(request, channel, null);
    }
}
