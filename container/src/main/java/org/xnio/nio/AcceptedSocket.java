package org.xnio.nio;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.xnio.ChannelListeners;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * Turns a socket that we accepted ourselves into an XNIO connection. XNIO's own servers insist on accepting, with a
 * selector that wakes every process that shares the listening socket; and what builds a connection from a socket is
 * visible in this package only. Compiled against it rather than called by reflection, so that an upgrade that changes it
 * fails the build.
 */
public final class AcceptedSocket {
    private AcceptedSocket() {}

    /**
     * Registers an accepted socket with an I/O thread. Must be called on that thread.
     *
     * @param channel connected and non-blocking
     * @param unix whether it is a Unix-domain socket
     * @param onClose called exactly once, on any thread, when the connection is closed; not called if this throws
     */
    public static StreamConnection connect(XnioIoThread thread, SocketChannel channel, boolean unix, Runnable onClose)
            throws IOException {
        WorkerThread worker = (WorkerThread) thread;
        NioSocketStreamConnection connection =
                new NioSocketStreamConnection(worker, worker.registerChannel(channel), onClose::run);
        return unix ? new UnixConnection(connection, channel) : connection;
    }

    /**
     * Takes the socket away from an I/O thread, which need not look up for it, and leaves it open; nothing may be using
     * the connection, and nothing may any more. The same socket can then be registered with another I/O thread. Any
     * thread.
     *
     * @param connection what {@link #connect} has returned
     */
    public static void leave(StreamConnection connection) {
        NioSocketStreamConnection socket =
                connection instanceof UnixConnection unix ? unix.inner() : (NioSocketStreamConnection) connection;
        // The selector forgets a cancelled key before it waits again, and XNIO skips one that is ready already.
        socket.getConduit().cancelKey(false);
        ChannelListeners.invokeChannelListener(connection, connection.getCloseListener());
    }
}
