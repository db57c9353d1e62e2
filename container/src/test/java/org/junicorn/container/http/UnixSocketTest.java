package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class UnixSocketTest {
    private static final byte[] BIG = new byte[5_000_000];

    static {
        ThreadLocalRandom.current().nextBytes(BIG);
    }

    @TempDir
    Path folder;

    private Logs logs;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        logs = new Logs();
        server = TestServer.start(
                SharedSocket.unix(folder.resolve("s")), TestServer.SETTINGS, TestServer.blocking(UnixSocketTest::app));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        logs.close();
        assertThat(logs.messages()).isEmpty();
    }

    private static void app(HttpServerExchange exchange) throws IOException {
        switch (exchange.getRelativePath()) {
            case "/big" -> exchange.getOutputStream().write(BIG);
            case "/length" ->
                exchange.getOutputStream()
                        .write(Integer.toString(exchange.getInputStream().readAllBytes().length)
                                .getBytes());
            default -> {
                InetSocketAddress peer = exchange.getSourceAddress();
                exchange.getOutputStream().write((peer.getHostString() + ":" + peer.getPort()).getBytes());
            }
        }
    }

    @Test
    void keepsAConnectionAndGivesTheClientAFixedAddress() throws IOException {
        try (Client client = server.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/").text()).isEqualTo("localhost:0");
            }
        }
        assertThat(server.card().opened).hasValue(1);
    }

    @Test
    void sendsALargeResponse() throws IOException {
        try (Client client = server.client()) {
            assertThat(client.get("/big").body()).isEqualTo(BIG);
            assertThat(client.get("/big").body()).isEqualTo(BIG);
        }
    }

    @Test
    void readsALargeRequest() throws IOException {
        try (Client client = server.client()) {
            for (int i = 0; i < 2; i++) {
                client.send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n");
                client.send(new byte[2_000_000]);
                assertThat(client.read().text()).isEqualTo("2000000");
            }
        }
    }

    @Test
    void clientsThatLeaveEarlyCauseNoNoise() throws IOException {
        for (int i = 0; i < 10; i++) {
            try (Client client = server.client()) {
                client.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
                client.channel().read(ByteBuffer.allocate(100));
            }
            server.client().close();
            try (Client client = server.client()) {
                client.send("GET / HT");
            }
            try (Client client = server.client()) {
                client.send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\nabc");
            }
        }
        await().untilAsserted(() -> {
            assertThat(server.card().closed.get())
                    .isEqualTo(server.card().opened.get());
            assertThat(server.card().busy).hasValue(0);
            assertThat(server.card().finished.get())
                    .isEqualTo(server.card().begun.get());
        });
        assertThat(server.card().opened).hasValue(40);
    }

    @Test
    void aClientMayEndItsSideBeforeItReads() throws IOException {
        try (Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            client.channel().shutdownOutput();
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.atEnd()).isTrue();
        }
    }

    @Test
    void closesAfterTheLastResponse() throws IOException {
        try (Client client = server.client()) {
            assertThat(client.ask("GET / HTTP/1.1", "Host: h", "Connection: close")
                            .last())
                    .isTrue();
            assertThat(client.atEnd()).isTrue();
        }
        await().until(() -> server.server().openConnections() == 0);
    }
}
