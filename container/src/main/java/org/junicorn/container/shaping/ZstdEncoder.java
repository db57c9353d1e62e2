package org.junicorn.container.shaping;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.util.Native;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/** Zstandard (RFC 8878), by Facebook's library, whose buffers must lie outside of the heap, as those of the server do. */
final class ZstdEncoder extends ForeignDeflater {
    private static final int CHUNK = 16 * 1024;

    /** A window of 256 KiB: far below what a browser must be able to keep (RFC 9659, 8 MB), and each response has one. */
    private static final int WINDOW_LOG = 18;

    /** Frees what belongs to a response that nobody ends, since its connection is gone. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final Cleaner.Cleanable cleanable = CLEANER.register(this, context::close);
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).limit(0);
    private final ByteBuffer nothing = ByteBuffer.allocateDirect(0);

    ZstdEncoder(int level) {
        context.setLevel(level).setWindowLog(WINDOW_LOG);
    }

    /** @throws UnsatisfiedLinkError if there is no library for this machine */
    static void ensureAvailable() {
        Native.load();
    }

    @Override
    boolean drain(ByteBuffer output) {
        if (!chunk.hasRemaining()) {
            return false;
        }
        context.compressDirectByteBufferStream(output, chunk, EndDirective.CONTINUE);
        return true;
    }

    @Override
    void take(ByteBuffer from, ByteBuffer output) {
        int count = Math.min(from.remaining(), CHUNK);
        chunk.clear().put(from.slice(from.position(), count)).flip();
        from.position(from.position() + count);
    }

    @Override
    boolean flushTo(ByteBuffer output) {
        return context.compressDirectByteBufferStream(output, nothing, EndDirective.FLUSH);
    }

    @Override
    boolean finishTo(ByteBuffer output) {
        return context.compressDirectByteBufferStream(output, nothing, EndDirective.END);
    }

    @Override
    public void end() {
        cleanable.clean();
    }
}
