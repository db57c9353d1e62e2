package org.junicorn.container.shaping;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * Another coding behind the interface of {@link Deflater}, as far as Undertow's conduit uses it. What was consumed of an
 * input may still wait in here, so that the input need not be kept.
 */
abstract class ForeignDeflater extends Deflater {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer input = NOTHING;
    private boolean finishing;
    private boolean finished;

    /** Whether something was taken in since the last flush: a flush without that would send bytes for nothing. */
    private boolean unflushed;

    ForeignDeflater() {
        super.end(); // its memory is not needed
    }

    /** Moves compressed bytes that are ready; whether there were any. */
    abstract boolean drain(ByteBuffer output);

    /** Takes in bytes of the input, at least one, and may already write some. */
    abstract void take(ByteBuffer from, ByteBuffer output);

    /** Makes what was taken in readable; returns whether that is done, else it is called again with more room. */
    abstract boolean flushTo(ByteBuffer output);

    /** Ends the stream; returns whether that is done, else it is called again with more room. */
    abstract boolean finishTo(ByteBuffer output);

    @Override
    public final int deflate(ByteBuffer output, int flush) {
        int before = output.position();
        while (output.hasRemaining() && !finished && step(output, flush != NO_FLUSH)) {
            continue;
        }
        return output.position() - before;
    }

    /** Whether there may be more to do. */
    private boolean step(ByteBuffer output, boolean flush) {
        if (drain(output)) {
            return true;
        } else if (input.hasRemaining()) {
            take(input, output);
            unflushed = true;
            return true;
        } else if (finishing) {
            finished = finishTo(output);
            return true;
        } else if (flush && unflushed) {
            unflushed = !flushTo(output);
            return true;
        }
        return false;
    }

    @Override
    public final void setInput(ByteBuffer bytes) {
        input = bytes;
    }

    @Override
    public final boolean needsInput() {
        return !input.hasRemaining();
    }

    @Override
    public final void finish() {
        finishing = true;
    }

    @Override
    public final boolean finished() {
        return finished;
    }

    /** Frees what is not on the heap. May be called again. */
    @Override
    public abstract void end();
}
