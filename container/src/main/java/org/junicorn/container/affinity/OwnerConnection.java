package org.junicorn.container.affinity;

import io.undertow.client.ClientConnection;
import io.undertow.client.http.OpenConnection;
import io.undertow.connector.ByteBufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.nio.AcceptedSocket;

/** A connection to another worker, for one request at a time. On its I/O thread. */
final class OwnerConnection {
    private final String owner;
    private final StreamConnection stream;
    private final ClientConnection http;
    private boolean ended;
    private long idleSince;

    private OwnerConnection(String owner, StreamConnection stream, ByteBufferPool buffers) {
        this.owner = owner;
        this.stream = stream;
        stream.getSourceChannel()
                .setConduit(new Watched(stream.getSourceChannel().getConduit()));
        this.http = OpenConnection.http(stream, buffers);
    }

    /** Takes the channel over, also if this fails. */
    static OwnerConnection over(SocketChannel channel, String owner, XnioIoThread thread, ByteBufferPool buffers)
            throws IOException {
        try {
            return new OwnerConnection(owner, AcceptedSocket.connect(thread, channel, true, () -> {}), buffers);
        } catch (IOException | RuntimeException e) {
            IoUtils.safeClose(channel);
            throw e;
        }
    }

    String owner() {
        return owner;
    }

    ClientConnection http() {
        return http;
    }

    /** Whether a next request can be sent on it. */
    boolean isOpen() {
        return http.isOpen();
    }

    void rest(long now) {
        idleSince = now;
    }

    long idleSince() {
        return idleSince;
    }

    /**
     * Whether the other side has ended it, having read everything that was sent: a Unix socket that is closed with
     * unread input resets its peer instead (unix_release in Linux). If it has, a request that was sent may have been
     * worked on; if the connection broke otherwise, its end was not read, so that it was not.
     */
    boolean ended() {
        return ended;
    }

    /** Closes it without more ado. */
    void abort() {
        IoUtils.safeClose(stream);
    }

    /** Sees the end of the input. */
    private final class Watched extends AbstractStreamSourceConduit<StreamSourceConduit> {
        Watched(StreamSourceConduit next) {
            super(next);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return (int) noted(next.read(target));
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            return noted(next.read(targets, offset, length));
        }

        private long noted(long count) {
            if (count < 0) {
                ended = true;
            }
            return count;
        }
    }
}
