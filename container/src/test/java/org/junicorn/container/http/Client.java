package org.junicorn.container.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An HTTP client that sends what it is given, byte by byte, and reads one response at a time. */
final class Client implements Closeable {
    private final SocketChannel channel;
    private final InputStream in;

    /** A response; the names of its headers are in lower case. */
    record Response(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        boolean last() {
            return header("connection").equals("close");
        }
    }

    private Client(SocketChannel channel) throws IOException {
        this.channel = channel;
        // An own adaptor where there is one, for its time-out: nothing here may hang. Of hundreds, one may wait long.
        if (!(channel.getRemoteAddress() instanceof UnixDomainSocketAddress)) {
            channel.socket().setSoTimeout(120_000);
            this.in = channel.socket().getInputStream();
        } else {
            this.in = Channels.newInputStream(channel);
        }
    }

    static Client connect(SocketAddress address) throws IOException {
        return new Client(SocketChannel.open(address));
    }

    SocketChannel channel() {
        return channel;
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    Response get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return read();
    }

    /** Sends a request of these lines, to which the empty one is added, and reads the response. */
    Response ask(String... lines) throws IOException {
        send(String.join("\r\n", lines) + "\r\n\r\n");
        return read();
    }

    Response read() throws IOException {
        return read(false);
    }

    /** @param head whether the request was HEAD, to which the response has no body */
    Response read(boolean head) throws IOException {
        String status = line();
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status.split(" ")[1]);
        byte[] body;
        if (head || code < 200 || code == 204 || code == 304) {
            body = new byte[0];
        } else if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            body = chunks();
        } else if (headers.containsKey("content-length")) {
            body = exactly(Integer.parseInt(headers.get("content-length")));
        } else {
            body = in.readAllBytes();
        }
        return new Response(code, headers, body);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.writeBytes(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the body ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended after " + line);
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads bytes that follow an upgrade. */
    byte[] bytes(int count) throws IOException {
        return exactly(count);
    }

    String readNBytes(int count) throws IOException {
        return new String(exactly(count), StandardCharsets.ISO_8859_1);
    }

    /** Reads what is left of a head. */
    void readHead() throws IOException {
        while (!line().isEmpty()) {
            // The next one.
        }
    }

    /** Reads a chunk of a body; the last one is empty. */
    String chunk() throws IOException {
        String chunk = readNBytes(Integer.parseInt(line(), 16));
        line();
        return chunk;
    }

    /** Whether the server has ended the connection; waits for the end or a byte. */
    boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    /** Resets the connection. */
    void reset() throws IOException {
        channel.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
