package org.junicorn.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junicorn.it.HttpFailure.Phase;

/**
 * A small HTTP/1.1 client over TCP and Unix sockets that retries nothing, follows nothing and says exactly how far a
 * failed exchange had come.
 */
final class Http {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Http() {}

    /**
     * A complete answer.
     *
     * @param headers by lower-case name; repeated ones joined with ", "
     */
    record Response(int status, Map<String, String> headers, byte[] bytes) {

        String text() {
            return new String(bytes, UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** Whether the server said that it will close the connection after this answer. */
        boolean announcesClose() {
            return header("connection").toLowerCase(java.util.Locale.ROOT).contains("close");
        }

        @Override
        public String toString() {
            return status + " " + headers + "\n" + text();
        }
    }

    /** Asks once on a connection of its own, which ends with the answer. */
    static Response get(Address address, String path) throws HttpFailure {
        try (Connection connection = Connection.open(address)) {
            return connection.exchange("GET", path, List.of("Connection: close"), new byte[0]);
        }
    }

    /** Waits until connections are not refused any more: the file of a Unix socket is there a moment before that. */
    static void awaitListening(Address address) {
        Await.until(address + " listens", () -> {
            try {
                Connection.open(address).close();
                return true;
            } catch (HttpFailure e) {
                if (e.phase() == Phase.CONNECT_REFUSED) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** Asks a Unix socket that will listen some time, with the first connection that it takes, and waits for a whole start. */
    static Response getFirst(Address address, String path) {
        List<Response> found = new ArrayList<>();
        Await.until("the first connection to " + address + " is taken", () -> {
            if (!Files.exists(Path.of(address.path()))) {
                return false;
            }
            try (Connection connection = Connection.open(address, Await.PATIENCE)) {
                found.add(connection.exchange("GET", path, List.of("Connection: close"), new byte[0]));
                return true;
            } catch (HttpFailure e) {
                if (e.phase() == Phase.CONNECT_REFUSED) {
                    return false;
                }
                throw e;
            }
        });
        return found.get(0);
    }

    /** Sends a body once on a connection of its own. */
    static Response post(Address address, String path, byte[] body) throws HttpFailure {
        try (Connection connection = Connection.open(address)) {
            return connection.exchange("POST", path, List.of("Connection: close"), body);
        }
    }

    /** A connection that stays open between requests until it is closed here or there. */
    static final class Connection implements AutoCloseable {
        private final Wire wire;
        private final String host;
        private final Duration timeout;

        private Connection(Wire wire, String host, Duration timeout) {
            this.wire = wire;
            this.host = host;
            this.timeout = timeout;
        }

        static Connection open(Address address) throws HttpFailure {
            return open(address, PATIENCE);
        }

        /** Opens a connection on which connecting and each exchange have {@code timeout} to end. */
        static Connection open(Address address, Duration timeout) throws HttpFailure {
            return new Connection(Wire.connect(address, timeout), address.host(), timeout);
        }

        Response get(String path) throws HttpFailure {
            return exchange("GET", path, List.of(), new byte[0]);
        }

        Response exchange(String method, String path, List<String> headers, byte[] body) throws HttpFailure {
            send(method, path, headers, body);
            return receive(method);
        }

        /** Sends a request without waiting for the answer. */
        void send(String method, String path, List<String> headers, byte[] body) throws HttpFailure {
            StringBuilder head = new StringBuilder();
            head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ");
            head.append(host).append("\r\n");
            headers.forEach(header -> head.append(header).append("\r\n"));
            if (body.length > 0 || method.equals("POST")) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            head.append("\r\n");
            byte[] start = head.toString().getBytes(ISO_8859_1);
            byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
            System.arraycopy(body, 0, all, start.length, body.length);
            sendRaw(all);
        }

        /** Sends bytes as they are; the time-out of the exchange begins. */
        void sendRaw(byte[] bytes) throws HttpFailure {
            wire.within(timeout);
            wire.write(bytes);
        }

        /** Sends a further part of the same request. */
        void sendMore(byte[] bytes) throws HttpFailure {
            wire.write(bytes);
        }

        /** Waits for the answer to what was sent. */
        Response receive(String method) throws HttpFailure {
            Response response;
            do {
                response = parse(method);
            } while (response.status() >= 100 && response.status() < 200 && response.status() != 101);
            return response;
        }

        /** Tells, without waiting, whether the server has closed this idle connection. */
        boolean closedByServer() {
            return wire.closedByPeer();
        }

        /** Waits for the end of the stream; anything else the server sends is malformed. */
        void awaitEnd() throws HttpFailure {
            wire.within(timeout);
            int b = wire.read();
            if (b >= 0) {
                throw new HttpFailure(Phase.MALFORMED, "expected the end of the stream, found byte " + b);
            }
        }

        private Response parse(String method) throws HttpFailure {
            String statusLine = line(true);
            if (!statusLine.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
                throw new HttpFailure(Phase.MALFORMED, "not a status line: " + statusLine);
            }
            int status = Integer.parseInt(statusLine.substring(9, 12));
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(false); !line.isEmpty(); line = line(false)) {
                int colon = line.indexOf(':');
                if (colon < 1) {
                    throw new HttpFailure(Phase.MALFORMED, "not a header: " + line);
                }
                headers.merge(
                        line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        line.substring(colon + 1).trim(),
                        (first, second) -> first + ", " + second);
            }
            boolean empty = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
            return new Response(status, headers, empty ? new byte[0] : body(headers));
        }

        private byte[] body(Map<String, String> headers) throws HttpFailure {
            if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
                return chunks();
            }
            String length = headers.get("content-length");
            if (length != null) {
                byte[] body = new byte[Integer.parseInt(length)];
                wire.readFully(body);
                return body;
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int b = wire.read(); b >= 0; b = wire.read()) {
                body.write(b);
            }
            return body.toByteArray();
        }

        private byte[] chunks() throws HttpFailure {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                int size = Integer.parseInt(line(false), 16);
                byte[] chunk = new byte[size];
                wire.readFully(chunk);
                body.writeBytes(chunk);
                String end = line(false);
                if (!end.isEmpty()) {
                    throw new HttpFailure(Phase.MALFORMED, "no CRLF after a chunk: " + end);
                }
                if (size == 0) {
                    return body.toByteArray();
                }
            }
        }

        private String line(boolean first) throws HttpFailure {
            StringBuilder line = new StringBuilder();
            while (true) {
                int b = wire.read();
                if (b < 0) {
                    boolean nothing = first && line.isEmpty();
                    throw new HttpFailure(
                            nothing ? Phase.RESET_BEFORE_RESPONSE : Phase.TRUNCATED,
                            nothing ? "closed without an answer" : "the head ended after \"" + line + "\"");
                }
                if (b == '\n') {
                    int length = line.length();
                    return length > 0 && line.charAt(length - 1) == '\r'
                            ? line.substring(0, length - 1)
                            : line.toString();
                }
                line.append((char) b);
            }
        }

        @Override
        public void close() {
            wire.close();
        }
    }
}
