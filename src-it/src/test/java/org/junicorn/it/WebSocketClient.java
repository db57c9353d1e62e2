package org.junicorn.it;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WebSocket client that keeps what it receives. */
final class WebSocketClient implements WebSocket.Listener, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private WebSocket socket;

    private WebSocketClient() {}

    static WebSocketClient open(Address address, String path) throws Exception {
        return open(address, path, Map.of());
    }

    static WebSocketClient open(Address address, String path, Map<String, String> headers) throws Exception {
        WebSocketClient client = new WebSocketClient();
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder().connectTimeout(PATIENCE);
        headers.forEach(builder::header);
        client.socket = builder.buildAsync(uri(address, path), client).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return client;
    }

    private static URI uri(Address address, String path) {
        InetSocketAddress tcp = (InetSocketAddress) address.socket();
        return URI.create("ws://" + tcp.getHostString() + ":" + tcp.getPort() + path);
    }

    /** The status with which a handshake is refused. */
    static int refused(Address address, String path) throws Exception {
        try (WebSocketClient opened = open(address, path)) {
            throw new AssertionError("the handshake was accepted: " + opened);
        } catch (ExecutionException | CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    WebSocketClient send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    WebSocketClient send(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
        return this;
    }

    WebSocketClient close(int code) {
        socket.sendClose(code, "").join();
        return this;
    }

    String text() throws InterruptedException {
        String next = texts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message within " + PATIENCE);
        }
        return next;
    }

    byte[] binary() throws InterruptedException {
        byte[] next = binaries.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message within " + PATIENCE);
        }
        return next;
    }

    /** The code of the close frame that ends it; 1006 if none came. */
    int closeCode() throws InterruptedException, ExecutionException, TimeoutException {
        return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            texts.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            binaries.add(binary.toByteArray());
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null; // answered by the JDK
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public String toString() {
        return "texts " + List.copyOf(texts) + ", closed " + closed;
    }
}
