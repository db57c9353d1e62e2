package org.xnio.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A connection over a Unix-domain socket. XNIO asks its channel for a {@code java.net.Socket}, which such a channel
 * does not have: for the addresses, and to shut down one half, which it also does by itself at the end of the input.
 * Here the addresses are fixed (a client on this machine), and a half is shut down by the channel.
 */
final class UnixConnection extends StreamConnection {
    private static final SocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final NioSocketStreamConnection connection;
    private final SocketChannel channel;

    UnixConnection(NioSocketStreamConnection connection, SocketChannel channel) {
        super(connection.getIoThread());
        this.connection = connection;
        this.channel = channel;
        setSourceConduit(new Source(connection.getSourceChannel().getConduit()));
        setSinkConduit(new Sink(connection.getSinkChannel().getConduit()));
    }

    NioSocketStreamConnection inner() {
        return connection;
    }

    @Override
    public SocketAddress getPeerAddress() {
        return LOCAL;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return LOCAL;
    }

    @Override
    protected void closeAction() {
        IoUtils.safeClose(connection);
    }

    private void endInput() throws IOException {
        if (channel.isOpen()) {
            channel.shutdownInput();
        }
    }

    private void endOutput() throws IOException {
        if (channel.isOpen()) {
            channel.shutdownOutput();
        }
    }

    /** The half that XNIO calls a source. */
    private final class Source extends AbstractStreamSourceConduit<StreamSourceConduit> {
        Source(StreamSourceConduit next) {
            super(next);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count;
            try {
                count = next.read(target);
            } catch (UnsupportedOperationException end) {
                endInput();
                count = -1;
            }
            return (int) noted(count);
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            long count;
            try {
                count = next.read(targets, offset, length);
            } catch (UnsupportedOperationException end) {
                endInput();
                count = -1;
            }
            return noted(count);
        }

        @Override
        public long transferTo(long position, long count, FileChannel target) throws IOException {
            try {
                return next.transferTo(position, count, target);
            } catch (UnsupportedOperationException end) {
                endInput();
                return noted(-1);
            }
        }

        @Override
        public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
            try {
                return noted(next.transferTo(count, through, target));
            } catch (UnsupportedOperationException end) {
                endInput();
                return noted(-1);
            }
        }

        @Override
        public void terminateReads() throws IOException {
            try {
                next.terminateReads();
            } catch (UnsupportedOperationException expected) {
                endInput();
            } finally {
                readClosed();
            }
        }

        /** The wrapped connection knows that its input has ended, and this one must know it too. */
        private long noted(long count) {
            if (count == -1) {
                readClosed();
            }
            return count;
        }
    }

    /** The half that XNIO calls a sink. */
    private final class Sink extends AbstractStreamSinkConduit<StreamSinkConduit> {
        Sink(StreamSinkConduit next) {
            super(next);
        }

        @Override
        public int writeFinal(ByteBuffer source) throws IOException {
            int count = next.write(source);
            if (!source.hasRemaining()) {
                terminateWrites();
            }
            return count;
        }

        @Override
        public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
            long count = next.write(sources, offset, length);
            for (int i = offset; i < offset + length; i++) {
                if (sources[i].hasRemaining()) {
                    return count;
                }
            }
            terminateWrites();
            return count;
        }

        @Override
        public void terminateWrites() throws IOException {
            try {
                next.terminateWrites();
            } catch (UnsupportedOperationException expected) {
                endOutput();
            } finally {
                writeClosed();
            }
        }

        @Override
        public void truncateWrites() throws IOException {
            terminateWrites();
        }
    }
}
