package org.junicorn.container.shaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.undertow.Undertow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junicorn.container.Scorecard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoomForBodiesTest {
    private final AtomicLong room = new AtomicLong(1000);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Undertow server;

    @BeforeEach
    void start() {
        RequestFilters filters = new RequestFilters(
                List.of(FilterRule.parse("deny;body=evil")),
                1000,
                room,
                exchange -> threads,
                (exchange, ending) -> exchange.addExchangeCompleteListener((ended, next) -> {
                    ending.run();
                    next.proceed();
                }),
                Scorecard.NONE,
                exchange -> exchange.getResponseSender().send("fine"));
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setHandler(filters)
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        threads.shutdownNow();
    }

    private Socket post(int length, String body) throws IOException {
        int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        send(
                socket,
                "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n" + body);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void slowClientsDoNotFillTheMemoryWithTheirBodies() throws Exception {
        try (Socket slow = post(800, "x")) {
            await().until(() -> room.get() == 200);
            try (Socket other = post(300, "y".repeat(300))) {
                assertThat(answer(other)).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
            }
            try (Socket small = post(150, "z".repeat(150))) {
                assertThat(answer(small)).endsWith("fine");
            }
            send(slow, "x".repeat(799));
            assertThat(answer(slow)).endsWith("fine");
        }
        await().until(() -> room.get() == 1000);
    }
}
