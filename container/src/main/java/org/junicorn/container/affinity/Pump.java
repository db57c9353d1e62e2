package org.junicorn.container.affinity;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Moves bytes from one channel to another as fast as the slower one goes, and the end of the one to the other. What was
 * read is sent at once, and so is a head that waits for its body; a buffer is held only while there is something in it.
 * On the I/O thread that both channels belong to.
 */
final class Pump {
    /** Buffers in a row before other connections have their turn. */
    private static final int ROUNDS = 16;

    private final StreamSourceChannel source;
    private final StreamSinkChannel sink;
    private final ByteBufferPool buffers;
    private final End end;
    private PooledByteBuffer buffer;
    private boolean unflushed = true;
    private boolean ending;
    private boolean stopped;
    private boolean moved;

    /** Learns how it ends: by one of these, once, unless it was stopped before. */
    interface End {
        /** Everything was read; the sink is ended next. */
        default void ending() {}

        /** The sink has it all. Neither channel is touched any more. */
        void complete();

        void sourceFailed(IOException failure);

        void sinkFailed(IOException failure);
    }

    Pump(StreamSourceChannel source, StreamSinkChannel sink, ByteBufferPool buffers, End end) {
        this.source = source;
        this.sink = sink;
        this.buffers = buffers;
        this.end = end;
    }

    void start() {
        source.getReadSetter().set(channel -> run());
        sink.getWriteSetter().set(channel -> run());
        run();
    }

    /** Moves nothing any more. */
    void stop() {
        stopped = true;
        release();
    }

    /** Whether anything was read. */
    boolean moved() {
        return moved;
    }

    private void run() {
        for (int i = 0; i < ROUNDS; i++) {
            if (stopped || !step()) {
                return;
            }
        }
        source.getIoThread().execute(this::run);
    }

    /** Whether there may be more to do now. */
    private boolean step() {
        try {
            if (!written()) {
                return false;
            }
        } catch (IOException e) {
            stop();
            end.sinkFailed(e);
            return false;
        }
        try {
            return read();
        } catch (IOException e) {
            stop();
            end.sourceFailed(e);
            return false;
        }
    }

    /** Whether the sink has everything that was read, and there is something left to be read. */
    private boolean written() throws IOException {
        while (buffer != null) {
            if (sink.write(buffer.getBuffer()) == 0 && buffer.getBuffer().hasRemaining()) {
                awaitSink();
                return false;
            }
            unflushed = true;
            if (!buffer.getBuffer().hasRemaining()) {
                release();
            }
        }
        if (!ending) {
            return true;
        }
        if (sink.flush()) {
            stopped = true;
            end.complete();
        } else {
            awaitSink();
        }
        return false;
    }

    private void awaitSink() {
        if (!ending) {
            source.suspendReads();
        }
        sink.resumeWrites();
    }

    private boolean read() throws IOException {
        PooledByteBuffer next = buffers.allocate();
        ByteBuffer bytes = next.getBuffer();
        int count = 0;
        try {
            bytes.clear();
            count = source.read(bytes);
        } finally {
            if (count <= 0) {
                next.close();
            }
        }
        if (count > 0) {
            moved = true;
            bytes.flip();
            buffer = next;
            return true;
        }
        return count < 0 ? end() : awaitSource();
    }

    private boolean end() {
        ending = true;
        end.ending();
        try {
            sink.shutdownWrites();
        } catch (IOException e) {
            stop();
            end.sinkFailed(e);
            return false;
        }
        return true;
    }

    private boolean awaitSource() {
        try {
            if (unflushed && !sink.flush()) {
                sink.resumeWrites();
            } else {
                unflushed = false;
                sink.suspendWrites();
            }
        } catch (IOException e) {
            stop();
            end.sinkFailed(e);
            return false;
        }
        source.resumeReads();
        return false;
    }

    private void release() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
        }
    }
}
