package org.junicorn.container.http;

import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackException;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** A client of HTTP/2 that sends the frames that it is given, and reads those of the server until it has what it wants. */
final class Http2Client implements Closeable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    private final SocketChannel channel;
    private final DataInputStream in;
    private final HpackDecoder decoder = new HpackDecoder(4096);
    private final Map<Integer, Answer> answers = new HashMap<>();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private final List<Integer> goAways = new ArrayList<>();
    private final Map<Integer, Integer> settings = new HashMap<>();
    private OptionalInt ended = OptionalInt.empty();
    private int pongs;
    private int settingsAcks;
    private long connectionWindow = 65535;
    private boolean answersPings = true;

    /** What came for a stream. */
    static final class Answer {
        final List<Map<String, String>> heads = new ArrayList<>();
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean complete;
        int reset = -1;

        int status() {
            return Integer.parseInt(
                    heads.get(heads.size() > 1 && !heads.get(1).containsKey(":status") ? 0 : heads.size() - 1)
                            .get(":status"));
        }

        Map<String, String> trailers() {
            return heads.get(heads.size() - 1);
        }

        String text() {
            return body.toString(StandardCharsets.UTF_8);
        }
    }

    private Http2Client(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.socket().setSoTimeout(20_000);
        channel.socket().setTcpNoDelay(true);
        this.in = new DataInputStream(channel.socket().getInputStream());
    }

    /** Connects, without a word. */
    static Http2Client connect(SocketAddress address) throws IOException {
        return new Http2Client(SocketChannel.open(address));
    }

    /** Connects and introduces itself with these pairs of a setting and its value. */
    static Http2Client open(SocketAddress address, int... settings) throws IOException {
        Http2Client client = connect(address);
        client.introduce(settings);
        return client;
    }

    void introduce(int... settings) throws IOException {
        send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        frame(SETTINGS, 0, 0, payload.array());
    }

    /** From now on it does not say that it has read anything. */
    Http2Client ignoringPings() {
        answersPings = false;
        return this;
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    static byte[] bytes(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    void frame(int type, int flags, int stream, byte... payload) throws IOException {
        send(bytes(type, flags, stream, payload));
    }

    /** Sends the same frame many times; ends early if the server ends the connection. */
    void flood(int count, byte[] frame) {
        ByteBuffer all = ByteBuffer.allocate(100 * frame.length);
        for (int i = 0; i < 100; i++) {
            all.put(frame);
        }
        try {
            for (int i = 0; i < count; i += 100) {
                send(all.array());
            }
        } catch (IOException e) {
            // It has.
        }
    }

    /** Fields as a header block: names and values in turn, each sent as a literal. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            literal(out, fields[i]);
            literal(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            out.write(bytes.length);
        } else {
            out.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                out.write(rest % 128 + 128);
                rest /= 128;
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    static String[] head(String method, String path, String... more) {
        List<String> fields = new ArrayList<>(
                List.of(":method", method, ":scheme", "http", ":authority", "localhost", ":path", path));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    void get(int stream, String path, String... fields) throws IOException {
        frame(HEADERS, END_STREAM | END_HEADERS, stream, block(head("GET", path, fields)));
    }

    /** Begins a request with a body. */
    void post(int stream, String path, String... fields) throws IOException {
        frame(HEADERS, END_HEADERS, stream, block(head("POST", path, fields)));
    }

    void data(int stream, String text, boolean end) throws IOException {
        frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.UTF_8));
    }

    void reset(int stream) throws IOException {
        frame(RST_STREAM, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
    }

    void ping() throws IOException {
        frame(PING, 0, 0, new byte[8]);
    }

    /** Reads until the stream is complete or reset. */
    Answer await(int stream) throws IOException {
        Answer answer = answers.computeIfAbsent(stream, id -> new Answer());
        while (!answer.complete && answer.reset < 0) {
            next();
        }
        return answer;
    }

    /** Reads until the stream has a head, of whatever response. */
    Answer head(int stream) throws IOException {
        Answer answer = answers.computeIfAbsent(stream, id -> new Answer());
        while (answer.heads.isEmpty()) {
            next();
        }
        return answer;
    }

    Answer ask(int stream, String path, String... fields) throws IOException {
        get(stream, path, fields);
        return await(stream);
    }

    /** Reads until the server has said that it leaves as many times. */
    List<Integer> awaitGoAway(int times) throws IOException {
        while (goAways.size() < times) {
            next();
        }
        return goAways;
    }

    /** Reads until a ping is answered: what was sent before has been dealt with. */
    void sync() throws IOException {
        int before = pongs;
        ping();
        while (pongs == before) {
            next();
        }
    }

    /** Reads until the end of the connection, and returns the last error of a GOAWAY, or -1. */
    int awaitEnd() {
        try {
            for (; ; ) {
                next();
            }
        } catch (IOException e) {
            return ended.orElse(-1);
        }
    }

    int setting(int id) {
        return settings.getOrDefault(id, -1);
    }

    int settingsAcks() {
        return settingsAcks;
    }

    /** How many bytes of bodies it may send. */
    long connectionWindow() {
        return connectionWindow;
    }

    /** Reads the head of a response of HTTP/1.1. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString().toLowerCase(Locale.ROOT).replace("http/1.1", "HTTP/1.1");
    }

    void next() throws IOException {
        int first = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(first >>> 8);
        if (payload.length < first >>> 8) {
            throw new EOFException();
        }
        ByteBuffer data = ByteBuffer.wrap(payload);
        Answer answer = answers.computeIfAbsent(stream, id -> new Answer());
        switch (first & 0xff) {
            case DATA -> {
                answer.body.writeBytes(payload);
                answer.complete = (flags & END_STREAM) != 0;
                if (payload.length > 0) {
                    byte[] size = ByteBuffer.allocate(4).putInt(payload.length).array();
                    frame(WINDOW_UPDATE, 0, 0, size);
                    frame(WINDOW_UPDATE, 0, stream, size);
                }
            }
            case HEADERS, CONTINUATION -> {
                block.writeBytes(payload);
                if ((flags & END_HEADERS) != 0) {
                    answer.heads.add(decode());
                }
                if ((first & 0xff) == HEADERS) {
                    answer.complete = (flags & END_STREAM) != 0;
                }
            }
            case RST_STREAM -> answer.reset = data.getInt();
            case SETTINGS -> {
                if ((flags & ACK) != 0) {
                    settingsAcks++;
                } else {
                    while (data.hasRemaining()) {
                        settings.put((int) data.getShort(), data.getInt());
                    }
                    frame(SETTINGS, ACK, 0);
                }
            }
            case PING -> {
                if ((flags & ACK) != 0) {
                    pongs++;
                } else if (answersPings) {
                    frame(PING, ACK, 0, payload);
                }
            }
            case GOAWAY -> {
                goAways.add(data.getInt());
                ended = OptionalInt.of(data.getInt());
            }
            case WINDOW_UPDATE -> connectionWindow += stream == 0 ? data.getInt() : 0;
            default -> throw new IOException("a frame of type " + (first & 0xff));
        }
    }

    private Map<String, String> decode() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        decoder.setHeaderEmitter((HttpString name, String value, boolean neverIndex) ->
                fields.merge(name.toString(), value, (a, b) -> a + ", " + b));
        try {
            decoder.decode(ByteBuffer.wrap(block.toByteArray()), false);
        } catch (HpackException e) {
            throw new IOException(e);
        }
        block.reset();
        return fields;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
