package org.junicorn.container.affinity;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Above the socket of a WebSocket's client: follows the frames that the owner sends, to put a close frame between two of
 * them when this worker leaves (RFC 6455, 5.2, 5.5.1 and 7.4.1: 1001). What the owner sends after that is discarded; the
 * client's answer goes to it, and it ends the connection. On the I/O thread.
 */
final class Farewell extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final ByteBuffer goingAway = ByteBuffer.wrap(new byte[] {(byte) 0x88, 2, 1001 >> 8, (byte) 1001});
    private boolean wanted;

    /** Bytes of the current frame's head that were sent, and how many it has as far as is known. */
    private int headSent;

    private int headSize = 2;
    private long payload;

    private Farewell(StreamSinkConduit next) {
        super(next);
    }

    /** Empty if it is another protocol, of which nothing is known here. */
    static Optional<Farewell> of(HttpServerExchange exchange, StreamConnection client) {
        if (!"websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst(Headers.UPGRADE))) {
            return Optional.empty();
        }
        Farewell farewell = new Farewell(client.getSinkChannel().getConduit());
        client.getSinkChannel().setConduit(farewell);
        return Optional.of(farewell);
    }

    /** Says it now, or at the end of the frame that is being sent. */
    void say() throws IOException {
        wanted = true;
        if (betweenFrames()) {
            next.write(goingAway);
        }
    }

    private boolean betweenFrames() {
        return headSent == 0;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int start = source.position();
        while (wanted && source.hasRemaining()) {
            if (!betweenFrames()) {
                if (pass(source, untilNextFrame(source)) == 0) {
                    return source.position() - start;
                }
            } else if (goingAway.hasRemaining() && next.write(goingAway) == 0) {
                return source.position() - start;
            } else if (!goingAway.hasRemaining()) {
                source.position(source.limit());
            }
        }
        return wanted ? source.position() - start : pass(source, source.remaining());
    }

    /** As far as can be told from what was sent: never more than this frame has. */
    private int untilNextFrame(ByteBuffer source) {
        return headSent < headSize ? 1 : (int) Math.min(payload, source.remaining());
    }

    private int pass(ByteBuffer source, int most) throws IOException {
        int start = source.position();
        ByteBuffer part = source.duplicate().limit(start + most);
        int count = next.write(part);
        for (int i = start; i < start + count; ) {
            i += follow(source, i, start + count);
        }
        source.position(start + count);
        return count;
    }

    /** Takes note of bytes that were sent, from this index on; returns of how many. */
    private int follow(ByteBuffer sent, int index, int end) {
        if (headSent == headSize) {
            int count = (int) Math.min(payload, end - index);
            payload -= count;
            if (payload == 0) {
                nextFrame();
            }
            return count;
        }
        int b = sent.get(index) & 0xff;
        headSent++;
        if (headSent == 2) {
            int length = b & 0x7f;
            headSize = length < 126 ? 2 : length == 126 ? 4 : 10;
            payload = length < 126 ? length : 0;
        } else if (headSent > 2) {
            payload = payload << 8 | b;
        }
        if (headSent == headSize && payload == 0) {
            nextFrame();
        }
        return 1;
    }

    private void nextFrame() {
        headSent = 0;
        headSize = 2;
        payload = 0;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (sources[i].hasRemaining()) {
                return write(sources[i]);
            }
        }
        return 0;
    }

    @Override
    public int writeFinal(ByteBuffer source) throws IOException {
        int count = write(source);
        if (!source.hasRemaining()) {
            terminateWrites();
        }
        return count;
    }
}
