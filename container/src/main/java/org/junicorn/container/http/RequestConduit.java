package org.junicorn.container.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Directly above the socket: tells the connection when bytes arrive, and can look whether any have. It also sees to it
 * that a last response is not lost: a socket that is closed with unread input is reset, and then its client may not get
 * to read what was sent. So input that nobody wants any more is discarded until the client has ended its side, or for a
 * moment (RFC 9112, 9.6).
 */
final class RequestConduit extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final int DISCARD = 16 * 1024;
    private static final int DISCARDS = 64;
    static final long LOOK_UP_MILLIS = 1000;

    private final ClientConnection connection;
    private ByteBuffer peeked = ByteBuffer.allocate(0);
    private volatile boolean awaiting;

    /** Whether another conduit reads from the socket by now. */
    private volatile boolean retired;

    RequestConduit(StreamSourceConduit next, ClientConnection connection) {
        super(next);
        this.connection = connection;
    }

    /**
     * Whether bytes of a request, or the end of the connection, have arrived and wait to be read; if so, they are
     * being read next. On the I/O thread, while nothing else reads.
     */
    boolean somethingArrived() {
        ByteBuffer look = ByteBuffer.allocate(1);
        try {
            if (next.read(look) <= 0) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        peeked = look.flip();
        connection.bytesRead(1);
        next.wakeupReads();
        return true;
    }

    /** Reads nothing any more: another I/O thread has taken the connection over. */
    void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    /** Gives back what was read; it is read next. On the I/O thread, while nothing else reads. */
    void unread(ByteBuffer bytes) {
        peeked = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    /** Milliseconds to wait for a client before looking whether its connection has been cut. */
    static long shortly(long time, TimeUnit unit) {
        return Math.max(1, Math.min(unit.toMillis(time), LOOK_UP_MILLIS));
    }

    private int discard() throws IOException {
        ByteBuffer discarded = ByteBuffer.allocate(DISCARD);
        // A client that sends without end must not hold the thread; this is called again.
        for (int i = 0; i < DISCARDS; i++) {
            int count = next.read(discarded.clear());
            if (count <= 0) {
                return count;
            }
        }
        return 0;
    }

    /** Undertow ends the input before it sends a response without having read the request's body. */
    @Override
    public void terminateReads() throws IOException {
        if (!connection.inExchange()) {
            next.terminateReads();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (connection.lingers()) {
            return discard();
        }
        if (peeked.hasRemaining()) {
            return takePeeked(target);
        }
        return connection.claim(this) ? (int) counted(next.read(target)) : 0;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        if (peeked.hasRemaining()) {
            for (int i = offset; i < offset + length; i++) {
                if (targets[i].hasRemaining()) {
                    return takePeeked(targets[i]);
                }
            }
            return 0;
        }
        return connection.claim(this) ? counted(next.read(targets, offset, length)) : 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        if (!connection.claim(this)) {
            return 0;
        }
        return peeked.hasRemaining()
                ? target.write(peeked, position)
                : counted(next.transferTo(position, count, target));
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        if (!connection.claim(this)) {
            return 0;
        }
        return peeked.hasRemaining()
                ? Conduits.transfer(this, count, through, target)
                : counted(next.transferTo(count, through, target));
    }

    private long counted(long count) {
        if (count > 0) {
            connection.bytesRead(count);
        } else if (count < 0) {
            connection.inputEnded();
        } else {
            connection.nothingRead();
        }
        return count;
    }

    private int takePeeked(ByteBuffer target) {
        int count = 0;
        while (peeked.hasRemaining() && target.hasRemaining()) {
            target.put(peeked.get());
            count++;
        }
        return count;
    }

    /** Whether somebody waits for the client to send. Any thread. */
    boolean awaited() {
        return awaiting || next.isReadResumed();
    }

    /** Tells who waits for the client, if somebody does on the I/O thread, to look. */
    void wake() {
        if (next.isReadResumed()) {
            next.wakeupReads();
        }
    }

    /** Shortly, so that whoever waits finds out when the connection has been cut. */
    @Override
    public void awaitReadable() throws IOException {
        awaiting = true;
        try {
            next.awaitReadable(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            awaiting = false;
        }
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        awaiting = true;
        try {
            next.awaitReadable(shortly(time, unit), TimeUnit.MILLISECONDS);
        } finally {
            awaiting = false;
        }
    }

    @Override
    public void resumeReads() {
        if (retired) {
            return;
        }
        connection.readsResumed(!peeked.hasRemaining());
        if (peeked.hasRemaining()) {
            next.wakeupReads();
        } else {
            next.resumeReads();
        }
    }

    @Override
    public void wakeupReads() {
        if (retired) {
            return;
        }
        connection.readsResumed(false);
        next.wakeupReads();
    }
}
