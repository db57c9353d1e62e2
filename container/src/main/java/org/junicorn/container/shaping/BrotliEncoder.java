package org.junicorn.container.shaping;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Brotli (RFC 7932), by Google's library. */
final class BrotliEncoder extends ForeignDeflater {
    private static final int CHUNK = 16 * 1024;

    /** A window of 256 KiB: pages are seldom longer, and each response in the making has one. */
    private static final int WINDOW_BITS = 18;

    private final EncoderJNI.Wrapper encoder;
    private ByteBuffer ready = ByteBuffer.allocate(0);
    private Operation pushed = Operation.PROCESS;
    private boolean ended;

    BrotliEncoder(int quality) {
        try {
            encoder = new EncoderJNI.Wrapper(CHUNK, quality, WINDOW_BITS, Encoder.Mode.TEXT);
        } catch (IOException e) {
            throw new UncheckedIOException("Brotli has no memory", e);
        }
    }

    /** @throws UnsatisfiedLinkError if there is no library for this machine */
    static void ensureAvailable() {
        Brotli4jLoader.ensureAvailability();
    }

    @Override
    boolean drain(ByteBuffer output) {
        if (!ready.hasRemaining() && encoder.hasMoreOutput()) {
            ready = encoder.pull();
        }
        if (ready.hasRemaining()) {
            int count = Math.min(ready.remaining(), output.remaining());
            output.put(ready.slice(ready.position(), count));
            ready.position(ready.position() + count);
            return true;
        }
        if (encoder.hasRemainingInput()) {
            push(pushed, 0);
            return true;
        }
        return false;
    }

    @Override
    void take(ByteBuffer from, ByteBuffer output) {
        ByteBuffer chunk = encoder.getInputBuffer().clear();
        int count = Math.min(from.remaining(), chunk.remaining());
        chunk.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        push(Operation.PROCESS, count);
    }

    @Override
    boolean flushTo(ByteBuffer output) {
        push(Operation.FLUSH, 0);
        return true; // the rest is drained before anything else
    }

    @Override
    boolean finishTo(ByteBuffer output) {
        if (pushed != Operation.FINISH) {
            push(Operation.FINISH, 0);
        }
        return encoder.isFinished() && !encoder.hasMoreOutput();
    }

    private void push(Operation operation, int count) {
        pushed = operation;
        encoder.push(operation, count);
        if (!encoder.isSuccess()) {
            throw new IllegalStateException("Brotli could not compress");
        }
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            encoder.destroy();
        }
    }
}
