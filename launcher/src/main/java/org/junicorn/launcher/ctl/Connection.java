package org.junicorn.launcher.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.control.Reply;
import org.junicorn.launcher.control.Request;

/** A connection to a control socket: one request after the other. Waits for each line, but not for ever. */
final class Connection implements AutoCloseable {
    /** A server that works on something shows every five seconds that it does. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Path path;
    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(16 * 1024).flip();

    private Connection(Path path, SocketChannel channel, Selector selector) {
        this.path = path;
        this.channel = channel;
        this.selector = selector;
    }

    /** Throws an IOException if nobody lets us in. */
    static Connection open(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        try {
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new Connection(path, channel, selector);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Takes what comes before the end of an answer. */
    interface Listener {
        void heard(Reply reply);
    }

    /**
     * Asks, and waits for the end of the answer.
     *
     * @param limit when to give up, whatever comes
     * @return what is in {@link Reply.Done}
     * @throws CtlException if it was refused, or failed, or the server is silent
     */
    Reply.Done ask(Request request, Optional<Duration> limit, Listener listener) throws CtlException {
        long began = System.nanoTime();
        try {
            ByteBuffer out = ByteBuffer.wrap((request.line() + "\n").getBytes(UTF_8));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            while (true) {
                Optional<Reply> reply = reply(began, limit);
                if (reply.isEmpty()) {
                    throw new CtlException(
                            ExitCode.FAILED, "the server has closed the connection before it answered; it has ended?");
                } else if (reply.get() instanceof Reply.Done done) {
                    return done;
                } else if (reply.get() instanceof Reply.Failed failed) {
                    throw new CtlException(code(failed.kind()), failed.message());
                }
                listener.heard(reply.get());
            }
        } catch (IOException e) {
            throw new CtlException(ExitCode.FAILED, "the connection to " + path + " broke: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new CtlException(ExitCode.FAILED, path + " does not speak as a control socket: " + e.getMessage());
        }
    }

    private static ExitCode code(Reply.Kind kind) {
        return switch (kind) {
            case UNKNOWN, REFUSED -> ExitCode.REFUSED;
            case FAILED -> ExitCode.FAILED;
        };
    }

    private Optional<Reply> reply(long began, Optional<Duration> limit) throws IOException, CtlException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long heard = System.nanoTime();
        while (true) {
            while (in.hasRemaining()) {
                byte b = in.get();
                if (b != '\n') {
                    line.write(b);
                } else if (line.size() > 0) {
                    return Optional.of(Reply.parse(line.toString(UTF_8)));
                }
            }
            long now = System.nanoTime();
            if (limit.isPresent() && now - began > limit.get().toNanos()) {
                throw new CtlException(
                        ExitCode.FAILED,
                        "not decided after " + limit.get().toSeconds() + "s; it goes on, and the log says how it ends");
            } else if (now - heard > SILENCE.toNanos()) {
                throw new CtlException(
                        ExitCode.FAILED,
                        "the server has said nothing for " + SILENCE.toSeconds() + "s; is it stopped?");
            }
            in.clear();
            if (selector.select(200) > 0) {
                selector.selectedKeys().clear();
                if (channel.read(in) < 0) {
                    return Optional.empty();
                }
                heard = System.nanoTime();
            }
            in.flip();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            selector.close();
        } catch (IOException e) {
            // This process ends.
        }
    }
}
