package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junicorn.container.WarmUpRequest;

/**
 * A client inside this process that asks again and again over one connection, as browsers do. Called by one thread at a
 * time, which waits.
 */
final class Rehearsal implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final int LONGEST_LINE = 64 * 1024;

    private final SelfTest own;
    private final byte[] buffer = new byte[BUFFER];
    private Optional<SocketChannel> kept = Optional.empty();
    private int next;
    private int end;
    private long deadline;

    /** @param own makes connections of this process with itself */
    Rehearsal(SelfTest own) {
        this.own = own;
    }

    /**
     * Sends a GET and reads the whole answer.
     *
     * @return the status
     * @throws IOException if there is none in time; the message says what happened
     */
    int ask(String target, Duration timeout) throws IOException {
        deadline = System.nanoTime() + timeout.toNanos();
        boolean keeps = false;
        try {
            if (kept.isEmpty()) {
                kept = Optional.of(own.connect());
                next = 0;
                end = 0;
            }
            kept.get()
                    .write(ByteBuffer.wrap(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: junicorn\r\n"
                                    + "Accept: */*\r\nAccept-Encoding: gzip\r\n" + WarmUpRequest.HEADER + ": 1\r\n\r\n")
                            .getBytes(ISO_8859_1)));
            Head head = head();
            while (head.status() / 100 == 1) {
                head = head();
            }
            body(head);
            keeps = head.keeps();
            return head.status();
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (EOFException e) {
            throw new IOException("the connection was closed before the end of the answer", e);
        } finally {
            if (!keeps) {
                close();
            }
        }
    }

    /** @param length of the body; -1: up to the end of the connection */
    private record Head(int status, boolean chunked, long length, boolean keeps) {}

    private Head head() throws IOException {
        String line = line();
        if (!line.matches("HTTP/1\\.1 [0-9]{3}.*")) {
            throw new IOException("the answer does not begin as one of HTTP/1.1");
        }
        int status = Integer.parseInt(line.substring(9, 12));
        boolean chunked = false;
        long length = -1;
        boolean keeps = true;
        for (String field = line(); !field.isEmpty(); field = line()) {
            String lower = field.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).trim());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            } else if (lower.startsWith("connection:")) {
                keeps = !lower.contains("close");
            }
        }
        boolean bodiless = status == 204 || status == 304 || status / 100 == 1;
        return new Head(
                status, chunked && !bodiless, bodiless ? 0 : length, keeps && (bodiless || chunked || length >= 0));
    }

    private void body(Head head) throws IOException {
        if (head.chunked()) {
            for (long size = chunk(); size > 0; size = chunk()) {
                skip(size);
                line();
            }
            for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
                // Nobody wants to know.
            }
        } else if (head.length() >= 0) {
            skip(head.length());
        } else {
            while (fill()) {
                next = end;
            }
        }
    }

    private long chunk() throws IOException {
        return Long.parseLong(line().replaceFirst(";.*", "").trim(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (; ; ) {
            if (next == end && !fill()) {
                throw new EOFException();
            }
            char c = (char) (buffer[next++] & 0xFF);
            if (c == '\n') {
                return line.toString();
            } else if (c != '\r') {
                line.append(c);
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("a line of the answer's head is too long");
            }
        }
    }

    private void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            if (next == end && !fill()) {
                throw new EOFException();
            }
            int part = (int) Math.min(left, end - next);
            next += part;
            left -= part;
        }
    }

    private boolean fill() throws IOException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        SocketChannel client = kept.orElseThrow();
        client.socket().setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
        int count = client.socket().getInputStream().read(buffer);
        next = 0;
        end = Math.max(0, count);
        return count >= 0;
    }

    @Override
    public void close() throws IOException {
        if (kept.isPresent()) {
            SocketChannel client = kept.get();
            kept = Optional.empty();
            client.close();
        }
    }
}
