package io.undertow.protocols.http2;

import io.undertow.server.protocol.framed.SendFrameHeader;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.nio.ByteBuffer;

/** A GOAWAY after which the connection goes on, until its streams are complete (RFC 9113, 6.8). */
final class GoAwaySink extends Http2NoDataStreamSinkChannel {
    private static final int LENGTH = 8;

    private final int lastStream;

    GoAwaySink(Http2Channel channel, int lastStream) {
        super(channel);
        this.lastStream = lastStream;
    }

    @Override
    protected SendFrameHeader createFrameHeader() {
        ByteBuffer frame = ByteBuffer.allocate(9 + LENGTH)
                .putInt(LENGTH << 8 | Http2Channel.FRAME_TYPE_GOAWAY)
                .put((byte) 0)
                .putInt(0)
                .putInt(lastStream)
                .putInt(Http2Channel.ERROR_NO_ERROR)
                .flip();
        return new SendFrameHeader(new ImmediatePooledByteBuffer(frame));
    }
}
