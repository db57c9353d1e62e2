package io.undertow.protocols.http2;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.protocol.framed.SendFrameHeader;
import io.undertow.util.HeaderMap;
import java.nio.ByteBuffer;

/** A response before the response (RFC 9110, 15.2): a frame of fields after which the stream goes on. */
final class InterimSink extends Http2StreamSinkChannel {
    private static final int HEAD = 9;

    private final HeaderMap fields;

    /** @param fields that fit into one frame */
    InterimSink(Http2Channel channel, int stream, HeaderMap fields) {
        super(channel, stream);
        this.fields = fields;
    }

    @Override
    protected SendFrameHeader createFrameHeaderImpl() {
        PooledByteBuffer pooled = getChannel().getBufferPool().allocate();
        ByteBuffer frame = pooled.getBuffer();
        frame.putInt(0).put((byte) Http2Channel.HEADERS_FLAG_END_HEADERS).putInt(getStreamId());
        getChannel().getEncoder().encode(fields, frame);
        frame.putInt(0, frame.position() - HEAD << 8 | Http2Channel.FRAME_TYPE_HEADERS);
        frame.flip();
        return new SendFrameHeader(pooled);
    }

    @Override
    protected void handleFlushComplete(boolean closed) {
        // The stream is not.
    }

    @Override
    protected void channelForciblyClosed() {
        // Neither is it then.
    }
}
