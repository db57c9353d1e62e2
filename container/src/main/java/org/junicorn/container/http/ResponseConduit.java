package org.junicorn.container.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.xnio.Buffers;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Directly above the socket, below everything that makes a response: the first byte decides whether the application
 * answers a request or, after the request's deadline, we do. Who comes second is refused.
 *
 * <p>What is written for no request at all is Undertow's bare 400 for something that is none; the client gets a page that
 * says so instead.
 */
final class ResponseConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private enum Response {
        NONE,
        BEGUN,
        TAKEN_OVER
    }

    private final ClientConnection connection;

    /** Written while holding this object's lock, which is also held while another's answer is written. */
    private volatile Response response = Response.BEGUN;

    private Request request;

    /** What is left to send of the page that refuses what is no request; null if nothing was refused. */
    private ByteBuffer refusal;

    private volatile boolean awaiting;

    /** Whether whoever writes is an I/O thread that must not be told to come back later. */
    private volatile boolean inPlace;

    ResponseConduit(StreamSinkConduit next, ClientConnection connection) {
        super(next);
        this.connection = connection;
    }

    ClientConnection connection() {
        return connection;
    }

    /** From now on writes wait for the client if nothing can be written; or they do no more. */
    void writeInPlace(boolean waiting) {
        inPlace = waiting;
    }

    /** Whether a write of which nothing was taken should be tried again. */
    private boolean again(long count, boolean remaining) throws IOException {
        if (count != 0 || !remaining || !inPlace) {
            return false;
        }
        awaitWritable();
        return true;
    }

    /** The bytes that follow are the response to this request. */
    synchronized void begin(Request begun) {
        request = begun;
        response = Response.NONE;
    }

    /**
     * Sends a whole response in place of the application's and ends the output, if the application has not begun its
     * response. On the I/O thread.
     *
     * @param end false if the client has ended its side: the connection would end with the output, at once, and Undertow
     *     its exchange, of which somebody is just reading
     * @return whether it did
     */
    synchronized boolean takeOver(Request late, byte[] bytes, boolean end) {
        if (response != Response.NONE || request != late) {
            return false;
        }
        response = Response.TAKEN_OVER;
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            // The send buffer is empty but for earlier responses that the client has not read.
            while (rest.hasRemaining() && written(next.write(rest)) > 0) {
                Thread.onSpinWait();
            }
            if (end) {
                next.terminateWrites();
            }
            next.flush(); // TLS says at the end that it is the end
        } catch (IOException e) {
            return false;
        }
        return !rest.hasRemaining();
    }

    /** Sends what stands before the response, and waits until it is sent. */
    void interim(ByteBuffer head) throws IOException {
        while (head.hasRemaining()) {
            if (write(head) == 0) {
                awaitWritable();
            }
        }
        while (!next.flush()) {
            awaitWritable();
        }
    }

    /** Sends these bytes, which answer what is no request yet, and ends the output. On the I/O thread. */
    void sayLast(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            while (rest.hasRemaining() && written(next.write(rest)) > 0) {
                Thread.onSpinWait();
            }
            next.terminateWrites();
            next.flush(); // TLS says at the end that it is the end
        } catch (IOException e) {
            connection.sever();
        }
    }

    /** Whether somebody waits for the client to read. Any thread. */
    boolean awaited() {
        return awaiting || next.isWriteResumed();
    }

    /** Tells who waits for the client, if somebody does on the I/O thread, to look. */
    void wake() {
        if (next.isWriteResumed()) {
            next.wakeupWrites();
        }
    }

    /** Shortly, so that whoever waits finds out when the connection has been cut. */
    @Override
    public void awaitWritable() throws IOException {
        awaiting = true;
        try {
            next.awaitWritable(RequestConduit.LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            awaiting = false;
        }
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        awaiting = true;
        try {
            next.awaitWritable(RequestConduit.shortly(time, unit), TimeUnit.MILLISECONDS);
        } finally {
            awaiting = false;
        }
    }

    private long written(long count) {
        connection.bytesWritten(count);
        return count;
    }

    private void claim() throws IOException {
        if (response != Response.BEGUN) {
            claimFirst();
        }
    }

    private synchronized void claimFirst() throws IOException {
        if (response == Response.TAKEN_OVER) {
            throw new IOException(
                    "the client was answered in the application's place: the request was too late or too long");
        }
        // Before the response begins, only "100 Continue" is written.
        if (request.responseStarted()) {
            response = Response.BEGUN;
        }
    }

    private void write() throws IOException {
        if (connection.refuses()) {
            refusal = ByteBuffer.wrap(connection.refuse());
        } else if (connection.speaksAjp()) {
            connection.pong();
        }
        claim();
    }

    /** Sends the page in place of these buffers, which count as sent when it is. */
    private long refuse(ByteBuffer[] sources, int offset, int length) throws IOException {
        while (refusal.hasRemaining()) {
            if (written(next.write(refusal)) == 0) {
                return 0;
            }
        }
        connection.discardInput();
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += sources[i].remaining();
            sources[i].position(sources[i].limit());
        }
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count;
        do {
            write();
            count = refusal == null ? (int) written(next.write(source)) : (int) refuse(new ByteBuffer[] {source}, 0, 1);
        } while (again(count, source.hasRemaining()));
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long count;
        do {
            write();
            count = refusal == null ? written(next.write(sources, offset, length)) : refuse(sources, offset, length);
        } while (again(count, Buffers.hasRemaining(sources, offset, length)));
        return count;
    }

    @Override
    public int writeFinal(ByteBuffer source) throws IOException {
        int count;
        do {
            write();
            count = refusal == null
                    ? (int) written(next.writeFinal(source))
                    : (int) refuseFinal(new ByteBuffer[] {source}, 0, 1);
        } while (again(count, source.hasRemaining()));
        return count;
    }

    @Override
    public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
        long count;
        do {
            write();
            count = refusal == null
                    ? written(next.writeFinal(sources, offset, length))
                    : refuseFinal(sources, offset, length);
        } while (again(count, Buffers.hasRemaining(sources, offset, length)));
        return count;
    }

    private long refuseFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
        long count = refuse(sources, offset, length);
        if (!refusal.hasRemaining()) {
            next.terminateWrites();
        }
        return count;
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        long sent;
        do {
            write();
            sent = written(next.transferFrom(source, position, count));
        } while (again(sent, count > 0 && position < source.size()));
        return sent;
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through) throws IOException {
        write();
        return written(next.transferFrom(source, count, through));
    }
}
