package org.junicorn.container.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.junicorn.container.EdgeLimits;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Whether the client of one stream of HTTP/2 keeps us waiting: its connection may be busy with other streams, and a window
 * that it does not open holds up a response although the socket could take it. Looked at on the I/O thread.
 */
final class StreamPace {
    private volatile long received;
    private volatile long sent;
    private volatile boolean awaitsInput;
    private volatile boolean awaitsOutput;
    private volatile boolean cut;
    private volatile StreamSourceConduit input;
    private volatile StreamSinkConduit output;
    private Pace uploading;
    private Pace downloading;

    /** The body passes through this. */
    StreamSourceConduit input(StreamSourceConduit next) {
        input = next;
        return new Input(next);
    }

    /** The response passes through this. */
    StreamSinkConduit output(StreamSinkConduit next) {
        output = next;
        return new Output(next);
    }

    /** On the I/O thread. */
    void check(Request request, EdgeLimits limits, long now) {
        if (uploading == null) {
            uploading = new Pace(limits.bodyTimeout(), limits.bodyRate(), 0);
            downloading = new Pace(limits.sendTimeout(), limits.sendRate(), 0);
        }
        if (uploading.tooSlow(!request.bodyComplete() && inputAwaited(), received, now)) {
            request.sendsTooSlowly(limits);
        } else if (downloading.tooSlow(outputAwaited(), sent, now)) {
            request.readsTooSlowly();
        }
    }

    private boolean inputAwaited() {
        StreamSourceConduit source = input;
        return awaitsInput || source != null && source.isReadResumed();
    }

    private boolean outputAwaited() {
        StreamSinkConduit sink = output;
        return awaitsOutput || sink != null && sink.isWriteResumed();
    }

    /** Whoever waits for the client finds out that the stream has been reset. On the I/O thread. */
    void cut() {
        cut = true;
        StreamSourceConduit source = input;
        if (source != null && source.isReadResumed()) {
            source.wakeupReads();
        }
        StreamSinkConduit sink = output;
        if (sink != null && sink.isWriteResumed()) {
            sink.wakeupWrites();
        }
    }

    private void check() throws IOException {
        if (cut) {
            throw new IOException("the client was too slow: its stream has been reset");
        }
    }

    private final class Input extends AbstractStreamSourceConduit<StreamSourceConduit> {
        Input(StreamSourceConduit next) {
            super(next);
        }

        private long counted(long count) {
            received = received + Math.max(0, count);
            return count;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            check();
            return (int) counted(next.read(target));
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            check();
            return counted(next.read(targets, offset, length));
        }

        @Override
        public long transferTo(long position, long count, FileChannel target) throws IOException {
            check();
            return counted(next.transferTo(position, count, target));
        }

        @Override
        public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
            check();
            return counted(next.transferTo(count, through, target));
        }

        @Override
        public void awaitReadable() throws IOException {
            awaitReadable(RequestConduit.LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void awaitReadable(long time, TimeUnit unit) throws IOException {
            check();
            awaitsInput = true;
            try {
                next.awaitReadable(RequestConduit.shortly(time, unit), TimeUnit.MILLISECONDS);
            } finally {
                awaitsInput = false;
            }
        }
    }

    private final class Output extends AbstractStreamSinkConduit<StreamSinkConduit> {
        Output(StreamSinkConduit next) {
            super(next);
        }

        private long counted(long count) {
            sent = sent + count;
            return count;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            check();
            return (int) counted(next.write(source));
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            check();
            return counted(next.write(sources, offset, length));
        }

        @Override
        public int writeFinal(ByteBuffer source) throws IOException {
            check();
            return (int) counted(next.writeFinal(source));
        }

        @Override
        public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
            check();
            return counted(next.writeFinal(sources, offset, length));
        }

        @Override
        public long transferFrom(FileChannel source, long position, long count) throws IOException {
            check();
            return counted(next.transferFrom(source, position, count));
        }

        @Override
        public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through) throws IOException {
            check();
            return counted(next.transferFrom(source, count, through));
        }

        @Override
        public boolean flush() throws IOException {
            check();
            return next.flush();
        }

        @Override
        public void awaitWritable() throws IOException {
            awaitWritable(RequestConduit.LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void awaitWritable(long time, TimeUnit unit) throws IOException {
            check();
            awaitsOutput = true;
            try {
                next.awaitWritable(RequestConduit.shortly(time, unit), TimeUnit.MILLISECONDS);
            } finally {
                awaitsOutput = false;
            }
        }
    }
}
