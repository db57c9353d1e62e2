package org.junicorn.container.shaping;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import org.xnio.Buffers;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/** Keeps a copy of a body while it is sent, up to a length. What is cut off is not kept. */
final class Recording extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final int mostBytes;
    private final long length;
    private final Consumer<byte[]> whole;
    private ByteArrayOutputStream copy = new ByteArrayOutputStream();

    /**
     * @param length of the body; negative if nobody has said
     * @param whole takes the body when all of it is there, before its end is written: whoever has read that and asks again
     *     finds it
     */
    Recording(StreamSinkConduit next, int mostBytes, long length, Consumer<byte[]> whole) {
        super(next);
        this.length = length;
        this.mostBytes = mostBytes;
        this.whole = whole;
    }

    private void note(ByteBuffer written, int from) {
        if (copy == null) {
            return;
        }
        int count = written.position() - from;
        if (copy.size() + count > mostBytes) {
            copy = null;
            return;
        }
        byte[] bytes = new byte[count];
        written.duplicate().position(from).get(bytes);
        copy.writeBytes(bytes);
    }

    /** What is about to be written. */
    private void begin(ByteBuffer[] sources, int offset, int count, boolean last) {
        if (copy == null) {
            return;
        }
        long total = copy.size() + Buffers.remaining(sources, offset, count);
        if (total > mostBytes || !last && total != length) {
            return;
        }
        for (int i = offset; i < offset + count; i++) {
            note(sources[i].duplicate().position(sources[i].limit()), sources[i].position());
        }
        end();
    }

    private void end() {
        if (copy != null) {
            whole.accept(copy.toByteArray());
            copy = null;
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        begin(new ByteBuffer[] {source}, 0, 1, false);
        int from = source.position();
        int count = next.write(source);
        note(source, from);
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        begin(sources, offset, length, false);
        int[] from = positions(sources, offset, length);
        long count = next.write(sources, offset, length);
        note(sources, offset, from);
        return count;
    }

    @Override
    public int writeFinal(ByteBuffer source) throws IOException {
        begin(new ByteBuffer[] {source}, 0, 1, true);
        int from = source.position();
        int count = next.writeFinal(source);
        note(source, from);
        return count;
    }

    @Override
    public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
        begin(sources, offset, length, true);
        int[] from = positions(sources, offset, length);
        long count = next.writeFinal(sources, offset, length);
        note(sources, offset, from);
        return count;
    }

    private static int[] positions(ByteBuffer[] sources, int offset, int length) {
        int[] positions = new int[length];
        for (int i = 0; i < length; i++) {
            positions[i] = sources[offset + i].position();
        }
        return positions;
    }

    private void note(ByteBuffer[] sources, int offset, int[] from) {
        for (int i = 0; i < from.length; i++) {
            note(sources[offset + i], from[i]);
        }
    }

    /** The kernel copies the file, which it keeps in memory itself. */
    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        copy = null;
        return next.transferFrom(source, position, count);
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through) throws IOException {
        copy = null;
        return next.transferFrom(source, count, through);
    }

    @Override
    public void terminateWrites() throws IOException {
        end();
        next.terminateWrites();
    }

    @Override
    public void truncateWrites() throws IOException {
        copy = null;
        next.truncateWrites();
    }
}
