package org.junicorn.container.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/** Shows what a client of HTTP/2 sends to its connection, before Undertow acts on it. On the I/O thread. */
final class FrameGuard extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final Inspector inspector;

    /** Looks at what was read. */
    @FunctionalInterface
    interface Inspector {
        /** @throws IOException if the connection is to be ended */
        void inspect(ByteBuffer bytes) throws IOException;
    }

    FrameGuard(StreamSourceConduit next, Inspector inspector) {
        super(next);
        this.inspector = inspector;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int count = next.read(target);
        if (count > 0) {
            inspector.inspect(target.duplicate().position(start).limit(start + count));
        }
        return count;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (targets[i].hasRemaining()) {
                return read(targets[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return Conduits.transfer(this, count, through, target);
    }
}
