package org.junicorn.container.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.Conduits;

/**
 * Escapes characters of request lines that the operator allows unescaped, see {@link RelaxedTarget}. Only there if there
 * are any. It knows where a head begins because nothing of it was read before; one that comes together with the end of
 * an earlier request is parsed as it is. On the I/O thread, or the thread that owns the exchange.
 */
final class RelaxedConduit extends AbstractStreamSourceConduit<RequestConduit> {
    private enum At {
        METHOD,
        PATH,
        QUERY,
        BEYOND
    }

    private final ClientConnection connection;
    private final RelaxedTarget relaxed;
    private ByteBuffer left = ByteBuffer.allocate(0);
    private At at = At.BEYOND;

    RelaxedConduit(RequestConduit next, ClientConnection connection, RelaxedTarget relaxed) {
        super(next);
        this.connection = connection;
        this.relaxed = relaxed;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (left.hasRemaining()) {
            return give(target);
        }
        int start = target.position();
        int count = next.read(target);
        if (count > 0 && connection.headBegan()) {
            at = At.METHOD;
        }
        if (count <= 0 || at == At.BEYOND) {
            return count;
        }
        byte[] sent = new byte[count];
        target.position(start);
        target.get(sent);
        target.position(start);
        left = escaped(sent);
        return give(target);
    }

    private ByteBuffer escaped(byte[] sent) {
        StringBuilder text = new StringBuilder(sent.length + 16);
        for (byte b : sent) {
            char c = (char) (b & 0xff);
            if (at == At.PATH && relaxed.inPath(c) || at == At.QUERY && relaxed.inQuery(c)) {
                text.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            } else {
                text.append(c);
                at = after(c);
            }
        }
        return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private At after(char c) {
        if (c == '\n' || at == At.BEYOND) {
            return At.BEYOND;
        } else if (c == ' ') {
            return at == At.METHOD ? At.PATH : At.BEYOND;
        }
        return c == '?' && at == At.PATH ? At.QUERY : at;
    }

    private int give(ByteBuffer target) {
        int count = Math.min(left.remaining(), target.remaining());
        ByteBuffer part = left.duplicate().limit(left.position() + count);
        target.put(part);
        left.position(left.position() + count);
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
        return left.hasRemaining() ? target.write(left, position) : next.transferTo(position, count, target);
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return left.hasRemaining()
                ? Conduits.transfer(this, count, through, target)
                : next.transferTo(count, through, target);
    }

    @Override
    public void resumeReads() {
        if (left.hasRemaining()) {
            next.wakeupReads();
        } else {
            next.resumeReads();
        }
    }

    @Override
    public void awaitReadable() throws IOException {
        if (!left.hasRemaining()) {
            next.awaitReadable();
        }
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        if (!left.hasRemaining()) {
            next.awaitReadable(time, unit);
        }
    }
}
