package org.junicorn.it;

import static org.junicorn.it.HttpFailure.Phase.CONNECT_FAILED;
import static org.junicorn.it.HttpFailure.Phase.CONNECT_REFUSED;
import static org.junicorn.it.HttpFailure.Phase.RESET_BEFORE_RESPONSE;
import static org.junicorn.it.HttpFailure.Phase.TIMED_OUT;
import static org.junicorn.it.HttpFailure.Phase.TRUNCATED;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * The bytes of one client connection, TCP or Unix, with a deadline for each exchange. A channel with a selector of its
 * own, since a blocking channel knows no time-out. Used by one thread at a time.
 */
final class Wire implements AutoCloseable {
    private static final int SIZE = 16 * 1024;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer in = ByteBuffer.allocate(SIZE).limit(0);
    private long deadline;
    private boolean answered;

    private Wire(SocketChannel channel, Selector selector, SelectionKey key) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
    }

    static Wire connect(Address address, Duration within) throws HttpFailure {
        SocketChannel channel = null;
        Selector selector = null;
        try {
            channel = SocketChannel.open(address.family());
            if (address.isUnix()) {
                // A Unix socket whose queue is full refuses a connect that does not wait, so this one does.
                channel.connect(address.socket());
            } else {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            channel.configureBlocking(false);
            selector = Selector.open();
            Wire wire = new Wire(channel, selector, channel.register(selector, 0));
            wire.within(within);
            boolean done = channel.isConnected() || channel.connect(address.socket());
            while (!done) {
                wire.await(SelectionKey.OP_CONNECT, "connecting");
                done = channel.finishConnect();
            }
            return wire;
        } catch (ConnectException e) {
            closeQuietly(selector, channel);
            throw new HttpFailure(CONNECT_REFUSED, address.socket() + ": " + e.getMessage(), e);
        } catch (HttpFailure e) {
            closeQuietly(selector, channel);
            throw e;
        } catch (IOException e) {
            closeQuietly(selector, channel);
            throw new HttpFailure(CONNECT_FAILED, address.socket() + ": " + e, e);
        }
    }

    /** Starts a new exchange that has this long to end. */
    void within(Duration duration) {
        deadline = System.nanoTime() + duration.toNanos();
        answered = false;
    }

    void write(byte[] bytes) throws HttpFailure {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        try {
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    await(SelectionKey.OP_WRITE, "sending the request");
                }
            }
        } catch (HttpFailure e) {
            throw e;
        } catch (IOException e) {
            throw new HttpFailure(RESET_BEFORE_RESPONSE, "while sending the request: " + e.getMessage(), e);
        }
    }

    /** Returns the next byte, or -1 at the end of the stream. */
    int read() throws HttpFailure {
        if (!in.hasRemaining() && !fill()) {
            return -1;
        }
        return in.get() & 0xff;
    }

    /** Reads into the whole array; a stream that ends earlier is a truncated response. */
    void readFully(byte[] bytes) throws HttpFailure {
        int at = 0;
        while (at < bytes.length) {
            if (!in.hasRemaining() && !fill()) {
                throw new HttpFailure(TRUNCATED, "the body ended after " + at + " of " + bytes.length + " bytes");
            }
            int now = Math.min(in.remaining(), bytes.length - at);
            in.get(bytes, at, now);
            at += now;
        }
    }

    private boolean fill() throws HttpFailure {
        in.clear();
        try {
            while (true) {
                int count = channel.read(in);
                if (count != 0) {
                    in.flip();
                    answered |= count > 0;
                    return count > 0;
                }
                await(SelectionKey.OP_READ, "waiting for the response");
            }
        } catch (HttpFailure e) {
            in.limit(0);
            throw e;
        } catch (IOException e) {
            in.limit(0);
            throw new HttpFailure(answered ? TRUNCATED : RESET_BEFORE_RESPONSE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Tells whether the peer has closed an idle connection, without waiting. */
    boolean closedByPeer() {
        if (in.hasRemaining()) {
            return false;
        }
        in.clear();
        try {
            int count = channel.read(in);
            in.flip();
            return count < 0;
        } catch (IOException e) {
            in.limit(0);
            return true;
        }
    }

    private void await(int what, String doing) throws IOException {
        key.interestOps(what);
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new HttpFailure(TIMED_OUT, "while " + doing);
        }
        selector.select(Math.max(1, Duration.ofNanos(left).toMillis()));
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new HttpFailure(TIMED_OUT, "interrupted while " + doing);
        }
    }

    /** Says that no more bytes will be sent; the response can still be read. */
    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        closeQuietly(selector, channel);
    }

    private static void closeQuietly(AutoCloseable... resources) {
        for (AutoCloseable resource : resources) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (Exception e) {
                // Nothing is left to do for a client connection that cannot be closed.
                continue;
            }
        }
    }
}
