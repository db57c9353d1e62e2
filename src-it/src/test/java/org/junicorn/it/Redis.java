package org.junicorn.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A redis-server that can be stopped, frozen and started again. It keeps its data over a stop. It listens at a Unix
 * socket alone; a relay in this process gives it a TCP address that stays the same, at a port that the kernel chose.
 * While it is stopped, whoever connects is sent away at once.
 */
final class Redis implements AutoCloseable {
    private final Path directory;
    private final UnixDomainSocketAddress socket;
    private final ServerSocketChannel relay;
    private Process process;

    private Redis(Path directory, ServerSocketChannel relay) {
        this.directory = directory;
        this.socket = UnixDomainSocketAddress.of(directory.resolve("redis.sock"));
        this.relay = relay;
    }

    /** @param directory for its data, removed by whoever made it */
    static Redis start(Path directory) {
        try {
            ServerSocketChannel relay = ServerSocketChannel.open();
            relay.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Redis redis = new Redis(directory, relay);
            Thread acceptor = new Thread(redis::accept, "redis-relay");
            acceptor.setDaemon(true);
            acceptor.start();
            redis.start();
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of {@code session_store}. */
    String url() {
        try {
            return "redis://127.0.0.1:" + ((InetSocketAddress) relay.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, with the data that it had when it was stopped. */
    void start() {
        try {
            process = new ProcessBuilder(List.of(
                            "redis-server",
                            "--port",
                            "0",
                            "--unixsocket",
                            socket.getPath().toString(),
                            "--dir",
                            directory.toString(),
                            "--save",
                            "3600 1",
                            "--appendonly",
                            "no"))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("redis.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("redis listens", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("redis ended: " + Files.readString(directory.resolve("redis.log")));
            }
            return answers();
        });
    }

    private boolean answers() {
        try (SocketChannel connection = SocketChannel.open(socket)) {
            connection.write(ByteBuffer.wrap("PING\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(100);
            connection.read(answer);
            return answer.get(0) == '+';
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops it; it keeps its data. */
    void stop() {
        if (process.isAlive()) {
            thaw();
            process.destroy();
        }
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("redis did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** From now on it accepts and does not answer. */
    void freeze() {
        Proc.signal(process.pid(), "STOP");
    }

    void thaw() {
        Proc.signal(process.pid(), "CONT");
    }

    private void accept() {
        while (relay.isOpen()) {
            try {
                SocketChannel client = relay.accept();
                try {
                    SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX);
                    server.connect(socket);
                    pass(client, server);
                    pass(server, client);
                } catch (IOException e) {
                    client.close();
                }
            } catch (IOException e) {
                // Closed, or a client that has gone already.
            }
        }
    }

    private static void pass(SocketChannel from, SocketChannel to) {
        Thread thread = new Thread(
                () -> {
                    ByteBuffer block = ByteBuffer.allocate(64 * 1024);
                    try (from;
                            to) {
                        while (from.read(block) >= 0) {
                            block.flip();
                            while (block.hasRemaining()) {
                                to.write(block);
                            }
                            block.clear();
                        }
                    } catch (IOException e) {
                        // One of them has ended: both do.
                    }
                },
                "redis-relay-connection");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            relay.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            stop();
        }
    }
}
