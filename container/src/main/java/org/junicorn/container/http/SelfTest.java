package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/**
 * Asks the application as a client would: over a connection, through every stage, on a request thread. The connection is
 * of this process with itself, accepted at no listener, and counts nowhere. Called by one thread at a time, which waits.
 */
final class SelfTest {
    private static final int BUFFER = 8 * 1024;
    private static final int STATUS_LINE = 12; // "HTTP/1.1 200"
    private static final int STRANGERS = 8;

    private final Reception reception;
    private final Entry entry;

    SelfTest(List<IoLoop> loops, HttpOpenListener http, Refusals refusals, IdlePolicy idle) {
        this.reception = Reception.ofSiblings(loops, refusals, idle, () -> {});
        this.entry = Entry.plain(Protocols.Protocol.http1(http, RelaxedTarget.none()));
    }

    /**
     * Sends a GET and reads the whole answer.
     *
     * @return the status
     * @throws IOException if there is none in time; the message says what happened
     */
    int ask(String target, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (SocketChannel client = connect()) {
            client.write(ByteBuffer.wrap(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: junicorn\r\n"
                            + "Accept: */*\r\nConnection: close\r\n\r\n")
                    .getBytes(ISO_8859_1)));
            return status(client, deadline);
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        }
    }

    /** A connection that this process serves like a client's. */
    SocketChannel connect() throws IOException {
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), STRANGERS);
            SocketChannel client = SocketChannel.open(door.getLocalAddress());
            for (int i = 0; i <= STRANGERS; i++) {
                SocketChannel accepted = door.accept();
                if (accepted.getRemoteAddress().equals(client.getLocalAddress())) {
                    reception.admit(accepted, false, entry, () -> {});
                    return client;
                }
                accepted.close(); // another process has found the port, in the moment that it is open
            }
            client.close();
            throw new IOException("others were faster to connect to this process than itself");
        }
    }

    private static int status(SocketChannel client, long deadline) throws IOException {
        InputStream in = client.socket().getInputStream();
        byte[] buffer = new byte[BUFFER];
        StringBuilder line = new StringBuilder();
        for (; ; ) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException();
            }
            client.socket().setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
            int count = in.read(buffer);
            if (count < 0) {
                break;
            } else if (line.length() < STATUS_LINE) {
                line.append(new String(buffer, 0, count, ISO_8859_1));
            }
        }
        if (!line.toString().matches("(?s)HTTP/1\\.1 [0-9]{3}.*")) {
            throw new IOException("the connection was closed without an answer");
        }
        return Integer.parseInt(line.substring(STATUS_LINE - 3, STATUS_LINE));
    }
}
