package org.junicorn.bench.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** A connection that never waits once it is open, in plain or over TLS. Used by one thread. */
interface Wire extends Closeable {
    /** Sends all of it, which is little. */
    void send(byte[] bytes) throws IOException;

    /**
     * What has arrived since, good until the next call for any connection of the same opener; empty if nothing.
     *
     * @throws IOException also if it is closed
     */
    ByteBuffer receive() throws IOException;

    /** Whether the server has closed it. */
    boolean isEnded();

    /** Opens connections of one kind. */
    interface Opener {
        /** @param owner is attached to the key in the selector */
        Wire open(InetSocketAddress address, Selector selector, Object owner) throws IOException;
    }

    /** @return opens connections that share what they receive into: there may be ten thousand */
    static Opener plain() {
        ByteBuffer input = ByteBuffer.allocateDirect(64 << 10);
        return (address, selector, owner) -> {
            SocketChannel channel = connect(address);
            register(channel, selector, owner);
            return new Plain(channel, input);
        };
    }

    /** @return opens connections on which it waits until the handshake is done */
    static Opener tls(SSLContext context) {
        return (address, selector, owner) -> {
            SocketChannel channel = connect(address);
            Tls wire = new Tls(channel, context.createSSLEngine(address.getHostString(), address.getPort()));
            wire.shakeHands();
            register(channel, selector, owner);
            return wire;
        };
    }

    private static SocketChannel connect(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }

    private static void register(SocketChannel channel, Selector selector, Object owner) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, owner);
    }

    private static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes); // some kB into an empty socket
        }
    }

    /** Without TLS. */
    final class Plain implements Wire {
        private final SocketChannel channel;
        private final ByteBuffer input;
        private boolean ended;

        private Plain(SocketChannel channel, ByteBuffer input) {
            this.channel = channel;
            this.input = input;
        }

        @Override
        public void send(byte[] bytes) throws IOException {
            writeAll(channel, ByteBuffer.wrap(bytes));
        }

        @Override
        public ByteBuffer receive() throws IOException {
            ended |= channel.read(input.clear()) < 0;
            return input.flip();
        }

        @Override
        public boolean isEnded() {
            return ended;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** With TLS. */
    final class Tls implements Wire {
        private final SocketChannel channel;
        private final SSLEngine engine;
        private final ByteBuffer coded;
        private final ByteBuffer input;
        private boolean ended;

        private Tls(SocketChannel channel, SSLEngine engine) {
            this.channel = channel;
            this.engine = engine;
            engine.setUseClientMode(true);
            this.coded = ByteBuffer.allocate(64 << 10).limit(0);
            this.input = ByteBuffer.allocate(128 << 10); // always has room for all that is in the other one
        }

        private void shakeHands() throws IOException {
            engine.beginHandshake();
            HandshakeStatus status = engine.getHandshakeStatus();
            while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
                if (status == HandshakeStatus.NEED_TASK) {
                    engine.getDelegatedTask().run();
                    status = engine.getHandshakeStatus();
                } else if (status == HandshakeStatus.NEED_WRAP) {
                    status = wrap(ByteBuffer.allocate(0));
                } else {
                    SSLEngineResult result = engine.unwrap(coded, input.clear());
                    status = result.getHandshakeStatus();
                    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                        fill();
                    }
                    if (ended) {
                        throw new IOException("the server ends a handshake");
                    }
                }
            }
        }

        private void fill() throws IOException {
            coded.compact();
            try {
                ended |= channel.read(coded) < 0;
            } finally {
                coded.flip();
            }
        }

        private HandshakeStatus wrap(ByteBuffer bytes) throws IOException {
            ByteBuffer output = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            SSLEngineResult result = engine.wrap(bytes, output);
            writeAll(channel, output.flip());
            return result.getHandshakeStatus();
        }

        @Override
        public void send(byte[] bytes) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                wrap(left);
            }
        }

        /** Also takes what belongs to the protocol alone, as tickets for later sessions. */
        @Override
        public ByteBuffer receive() throws IOException {
            fill();
            input.clear();
            while (coded.hasRemaining()) {
                SSLEngineResult result = engine.unwrap(coded, input);
                if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                    engine.getDelegatedTask().run();
                } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                    wrap(ByteBuffer.allocate(0));
                }
                ended |= result.getStatus() == SSLEngineResult.Status.CLOSED;
                if (result.getStatus() != SSLEngineResult.Status.OK) {
                    break;
                }
            }
            return input.flip();
        }

        @Override
        public boolean isEnded() {
            return ended;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
