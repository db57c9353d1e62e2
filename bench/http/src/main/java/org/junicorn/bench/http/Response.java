package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Reads responses of HTTP/1.1 as they arrive, and counts their bodies' bytes. Used by one thread. */
final class Response {
    private enum Part {
        HEAD,
        LENGTH,
        CHUNK_LINE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        UNTIL_CLOSED,
        DONE
    }

    private static final int LONGEST_HEAD = 64 << 10;

    private final StringBuilder line = new StringBuilder();
    private Part part = Part.HEAD;
    private int lines;
    private int status;
    private boolean closes;
    private boolean chunked;
    private long length;
    private long left;
    private long body;
    private int read;

    void begin() {
        line.setLength(0);
        part = Part.HEAD;
        lines = 0;
        status = 0;
        closes = false;
        chunked = false;
        length = -1;
        left = 0;
        body = 0;
        read = 0;
    }

    /** Takes what has arrived. @return whether the response is complete */
    boolean take(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining() && part != Part.DONE) {
            if (part == Part.LENGTH || part == Part.CHUNK) {
                int now = (int) Math.min(left, bytes.remaining());
                bytes.position(bytes.position() + now);
                body += now;
                left -= now;
                if (left == 0) {
                    part = part == Part.LENGTH ? Part.DONE : Part.CHUNK_END;
                }
            } else if (part == Part.UNTIL_CLOSED) {
                body += bytes.remaining();
                bytes.position(bytes.limit());
            } else {
                takeLine((char) (bytes.get() & 0xff));
            }
        }
        return part == Part.DONE;
    }

    /** The server has closed the connection. @return whether that completes the response */
    boolean closed() {
        boolean complete = part == Part.UNTIL_CLOSED;
        part = complete ? Part.DONE : part;
        return complete;
    }

    private void takeLine(char next) throws IOException {
        if (next != '\n') {
            line.append(next);
            if (++read > LONGEST_HEAD) {
                throw new IOException("the head of a response has no end");
            }
            return;
        }
        int end = line.length() > 0 && line.charAt(line.length() - 1) == '\r' ? line.length() - 1 : line.length();
        String text = line.substring(0, end);
        line.setLength(0);
        if (part == Part.HEAD) {
            headLine(text);
        } else if (part == Part.CHUNK_LINE) {
            left = Long.parseLong(text.split(";")[0].trim(), 16);
            part = left == 0 ? Part.TRAILER : Part.CHUNK;
        } else if (part == Part.CHUNK_END) {
            part = Part.CHUNK_LINE;
        } else if (text.isEmpty()) {
            part = Part.DONE;
        }
    }

    private void headLine(String text) throws IOException {
        if (lines++ == 0) {
            status = status(text);
        } else if (text.isEmpty()) {
            bodyBegins();
        } else {
            String[] header = text.split(":", 2);
            String value = header.length < 2 ? "" : header[1].trim().toLowerCase(Locale.ROOT);
            switch (header[0].toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Long.parseLong(value);
                case "transfer-encoding" -> chunked = value.equals("chunked");
                case "connection" -> closes = value.equals("close");
                default -> {
                    // nothing that this client needs
                }
            }
        }
    }

    private static int status(String text) throws IOException {
        if (!text.startsWith("HTTP/1.") || text.length() < 12) {
            throw new IOException("no response: " + text);
        }
        return Integer.parseInt(text.substring(9, 12));
    }

    private void bodyBegins() {
        left = length;
        if (chunked) {
            part = Part.CHUNK_LINE;
        } else if (length < 0) {
            part = Part.UNTIL_CLOSED;
            closes = true;
        } else {
            part = length == 0 ? Part.DONE : Part.LENGTH;
        }
    }

    int status() {
        return status;
    }

    /** Whether the connection is of no use any more. */
    boolean closes() {
        return closes;
    }

    /** The body's bytes up to now. */
    long body() {
        return body;
    }
}
