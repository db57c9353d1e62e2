package org.junicorn.launcher.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * One client: reads a line, has it answered, reads the next one. Runs on a thread of its own; another one closes the
 * channel when its time is over, which ends any read or write.
 */
final class Conversation implements Handler.Client, Runnable {
    static final int LONGEST_REQUEST = 16 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration SLOW = Duration.ofSeconds(30);

    private final SocketChannel channel;
    private final Handler handler;
    private final ByteBuffer in = ByteBuffer.allocate(2048).flip();
    private volatile long deadline;

    Conversation(SocketChannel channel, Handler handler) {
        this.channel = channel;
        this.handler = handler;
        within(IDLE);
    }

    private void within(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    /** Whether it has been waiting for the client for too long. */
    boolean overdue(long now) {
        return now - deadline > 0;
    }

    @Override
    public void run() {
        try {
            for (Optional<String> line = read(); line.isPresent(); line = read()) {
                tell(answer(line.get()));
            }
        } catch (IOException e) {
            // The client is gone, or was too slow.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server ends
        } finally {
            close();
        }
    }

    private Reply answer(String line) throws IOException, InterruptedException {
        Request request;
        try {
            request = Request.parse(line);
        } catch (IllegalArgumentException e) {
            return new Reply.Failed(Reply.Kind.UNKNOWN, e.getMessage());
        }
        try {
            within(Duration.ofDays(1)); // it waits for us now
            return handler.answer(request, this);
        } catch (RuntimeException e) {
            return new Reply.Failed(Reply.Kind.FAILED, "a bug, please report it: " + e);
        }
    }

    /** The next line; empty at the end. */
    private Optional<String> read() throws IOException {
        within(IDLE);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (in.hasRemaining()) {
                byte b = in.get();
                if (b == '\n') {
                    return Optional.of(line.toString(UTF_8));
                }
                line.write(b);
            }
            if (line.size() > LONGEST_REQUEST) {
                tell(new Reply.Failed(Reply.Kind.UNKNOWN, "the request is longer than " + LONGEST_REQUEST + " bytes"));
                return Optional.empty();
            }
            in.clear();
            int n = channel.read(in);
            in.flip();
            if (n < 0) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void tell(Reply reply) throws IOException {
        write(Reply.line(reply) + "\n");
    }

    @Override
    public void stillHere() throws IOException {
        write("\n");
    }

    private synchronized void write(String text) throws IOException {
        within(SLOW);
        ByteBuffer out = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (out.hasRemaining()) {
            channel.write(out);
        }
        within(Duration.ofDays(1));
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed in any case.
        }
    }
}
