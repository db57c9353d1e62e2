package org.junicorn.bench.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A keep-alive connection with at most one request under way. Used by one thread. */
final class Connection {
    private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: *(\\d+)\r\n", Pattern.CASE_INSENSITIVE);
    private static final Pattern COOKIE =
            Pattern.compile("\r\nSet-Cookie: *JSESSIONID=([^;\r]+)", Pattern.CASE_INSENSITIVE);

    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(16 << 10);
    private int head = -1;
    private int length;
    private long sent;
    private Client client;

    private Connection(SocketChannel channel) {
        this.channel = channel;
    }

    static Connection open(InetSocketAddress address, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Connection connection = new Connection(channel);
        channel.register(selector, SelectionKey.OP_READ, connection);
        return connection;
    }

    /** @param asking whose request it is; null if nobody's */
    void send(byte[] request, Client asking) throws IOException {
        client = asking;
        head = -1;
        input.clear();
        sent = System.nanoTime();
        ByteBuffer output = ByteBuffer.wrap(request);
        while (output.hasRemaining()) {
            channel.write(output); // some hundred bytes into an empty socket
        }
    }

    /** @return whether the response is complete */
    boolean receive() throws IOException {
        if (channel.read(input) < 0) {
            throw new IOException("the server closed a connection in the middle of a request");
        }
        if (head < 0 && !findHead()) {
            return false;
        }
        return input.position() >= head + length;
    }

    private boolean findHead() {
        byte[] bytes = input.array();
        for (int i = 3; i < input.position(); i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                head = i + 1;
                Matcher found = LENGTH.matcher(new String(bytes, 0, head, StandardCharsets.ISO_8859_1));
                length = found.find() ? Integer.parseInt(found.group(1)) : 0;
                return true;
            }
        }
        return false;
    }

    /** The number in the body, or -1 if the answer is none. */
    int number() {
        byte[] bytes = input.array();
        boolean fine = bytes[9] == '2' && bytes[10] == '0' && bytes[11] == '0';
        int number = 0;
        for (int i = head; fine && i < head + length; i++) {
            fine = bytes[i] >= '0' && bytes[i] <= '9';
            number = number * 10 + bytes[i] - '0';
        }
        return fine && length > 0 ? number : -1;
    }

    /** The session that the response begins, or empty. */
    String newSession() {
        Matcher cookie = COOKIE.matcher(new String(input.array(), 0, head, StandardCharsets.ISO_8859_1));
        return cookie.find() ? cookie.group(1) : "";
    }

    long sent() {
        return sent;
    }

    Client client() {
        return client;
    }

    void close() throws IOException {
        channel.close();
    }
}
