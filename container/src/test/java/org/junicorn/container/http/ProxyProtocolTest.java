package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.ProxyRules.HeaderMapping;
import org.junicorn.container.ProxyRules.ProxyProtocol;
import org.junicorn.container.Refused;
import org.junicorn.container.tls.TestFiles;
import org.junicorn.container.tls.TlsOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyProtocolTest {
    private static final String LINE = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 81\r\n";
    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final byte[] BINARY =
            HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000ccb007107c000020112670051");

    @TempDir
    private Path folder;

    private static ProxyRules rules(ProxyProtocol mode, List<String> senders, List<String> trusted) {
        return new ProxyRules(
                trusted,
                List.of("X-Forwarded-For"),
                List.of("X-Forwarded-Proto=https"),
                List.of(),
                HeaderMapping.DANGEROUS,
                "",
                mode,
                senders,
                "");
    }

    private static ProxyRules rules(ProxyProtocol mode) {
        return rules(mode, List.of("127.0.0.1"), List.of("127.0.0.1"));
    }

    private static void describe(HttpServerExchange exchange) {
        exchange.getResponseSender()
                .send(exchange.getSourceAddress().getAddress().getHostAddress() + ":"
                        + exchange.getSourceAddress().getPort() + " "
                        + exchange.getDestinationAddress().getPort() + " " + exchange.getRequestScheme());
    }

    private static TestServer start(ProxyRules rules) throws Exception {
        return TestServer.blocking(change -> change.proxies(rules), ProxyProtocolTest::describe);
    }

    private static void assertRefused(TestServer server, String start) throws IOException {
        try (Client client = server.client()) {
            client.send(start);
            Client.Response refusal = client.read();
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.last()).isTrue();
            assertThat(client.atEnd()).isTrue();
        }
    }

    @Test
    void allRequestsOfTheConnectionComeFromWhomTheHeaderNames() throws Exception {
        try (TestServer server = start(rules(ProxyProtocol.REQUIRED));
                Client client = server.client()) {
            client.send(LINE + GET + GET);
            assertThat(client.read().text()).startsWith("203.0.113.7:4711 81 http");
            assertThat(client.read().text()).startsWith("203.0.113.7:4711 ");
            assertThat(client.get("/a").text()).startsWith("203.0.113.7:4711 ");
        }
    }

    @Test
    void itMayComeInAnyPieces() throws Exception {
        byte[] whole = new byte[BINARY.length + GET.length()];
        System.arraycopy(BINARY, 0, whole, 0, BINARY.length);
        System.arraycopy(GET.getBytes(StandardCharsets.ISO_8859_1), 0, whole, BINARY.length, GET.length());
        byte[] text = (LINE + GET).getBytes(StandardCharsets.ISO_8859_1);
        try (TestServer server = start(rules(ProxyProtocol.OPTIONAL))) {
            for (byte[] sent : List.of(whole, text)) {
                try (Client client = server.client()) {
                    for (byte b : sent) {
                        client.send(new byte[] {b}); // TCP_NODELAY is not set, but most arrive alone
                        Thread.yield();
                    }
                    assertThat(client.read().text()).startsWith("203.0.113.7:4711 ");
                }
            }
        }
    }

    @Test
    void withoutOneAConnectionIsItsOwnClientIfThatIsOptional() throws Exception {
        try (TestServer server = start(rules(ProxyProtocol.OPTIONAL))) {
            assertThat(server.get("/a").text()).startsWith("127.0.0.1:");
            try (Client client = server.client()) {
                client.send("PROXY UNKNOWN\r\n" + GET);
                assertThat(client.read().text()).startsWith("127.0.0.1:");
            }
        }
        try (TestServer server = start(rules(ProxyProtocol.REQUIRED))) {
            assertRefused(server, GET);
        }
    }

    @Test
    void aMalformedOneIsRefusedCountedAndLogged() throws Exception {
        Path log = folder.resolve("access.log");
        try (TestServer server = TestServer.blocking(
                change -> change.proxies(rules(ProxyProtocol.OPTIONAL)).accessLog(log, "%h %s"),
                ProxyProtocolTest::describe)) {
            assertRefused(server, "PROXY TCP4 nonsense 192.0.2.1 4711 81\r\n" + GET);
            assertRefused(server, LINE.strip() + "\n" + GET);
            assertRefused(server, "PROXY " + "x".repeat(200));
            assertThat(server.get("/a").status()).isEqualTo(200);
            assertThat(server.card().refused).containsExactly(Refused.PROXY, Refused.PROXY, Refused.PROXY);
        }
        assertThat(Files.readAllLines(log))
                .containsExactly("127.0.0.1 400", "127.0.0.1 400", "127.0.0.1 400", "127.0.0.1 200");
    }

    @Test
    void strangersCannotNameAnybody() throws Exception {
        List<String> nobody = List.of("192.0.2.1");
        try (TestServer server = start(rules(ProxyProtocol.OPTIONAL, nobody, List.of()))) {
            assertRefused(server, LINE + GET);
            assertThat(server.get("/a").text()).startsWith("127.0.0.1:");
        }
        try (TestServer server = start(rules(ProxyProtocol.REQUIRED, nobody, List.of()))) {
            assertRefused(server, LINE + GET);
            assertRefused(server, "");
        }
    }

    @Test
    void whatIsNotCompleteInTimeIsRefused() throws Exception {
        try (TestServer server = start(rules(ProxyProtocol.REQUIRED))) {
            long begin = System.nanoTime();
            assertRefused(server, "PROXY TCP4 203");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Preamble.PATIENCE);
        }
    }

    @Test
    void headersOfTheClientThatWasNamedAreJudgedByItsAddress() throws Exception {
        String forwarded = "GET /a HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n\r\n";
        try (TestServer server = start(rules(ProxyProtocol.REQUIRED));
                Client client = server.client()) {
            client.send(LINE + forwarded);
            assertThat(client.read().text()).isEqualTo("203.0.113.7:4711 81 http");
        }
        try (TestServer server = start(rules(ProxyProtocol.REQUIRED, List.of("127.0.0.1"), List.of("203.0.113.7")));
                Client client = server.client()) {
            client.send(LINE + forwarded);
            assertThat(client.read().text()).isEqualTo("6.6.6.6:4711 81 https");
        }
    }

    @Test
    void aUnixSocketMaySendOne() throws Exception {
        try (TestServer server = TestServer.start(
                        SharedSocket.unix(folder.resolve("s.sock")),
                        TestServer.SETTINGS.with(rules(ProxyProtocol.REQUIRED, List.of(), List.of("127.0.0.1"))),
                        TestServer.blocking(ProxyProtocolTest::describe));
                Client client = server.client()) {
            client.send(LINE + GET);
            assertThat(client.read().text()).startsWith("203.0.113.7:4711 81 http");
        }
    }

    @Test
    void itStandsInFrontOfTls() throws Exception {
        try (TestServer server = TestServer.tls(
                TestServer.SETTINGS
                        .with(rules(ProxyProtocol.OPTIONAL))
                        .with(TlsOptions.of(TestFiles.certificates("rsa"))),
                ProxyProtocolTest::describe)) {
            int port = ((InetSocketAddress) server.address()).getPort();
            Socket socket = new Socket("127.0.0.1", port);
            socket.getOutputStream().write(BINARY);
            try (TlsClient client = TlsClient.over(socket)) {
                assertThat(client.get("/a")).endsWith("203.0.113.7:4711 81 https");
            }
            try (TlsClient client = TlsClient.connect(server.address(), TlsClient.Way.DEFAULT)) {
                assertThat(client.get("/a")).contains("127.0.0.1:").endsWith(" https");
            }
            try (Socket broken = new Socket("127.0.0.1", port)) {
                broken.setSoTimeout(20_000);
                broken.getOutputStream().write("PROXY nonsense\r\n".getBytes(StandardCharsets.ISO_8859_1));
                assertThat(broken.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(server.card().refused).containsExactly(Refused.PROXY);
        }
    }

    @Test
    void aConnectionOfWhichAHeaderIsAwaitedDoesNotHoldUpADrain() throws Exception {
        try (TestServer server = start(rules(ProxyProtocol.OPTIONAL));
                Client silent = server.client();
                Client begun = server.client()) {
            begun.send(LINE + GET);
            assertThat(begun.read().status()).isEqualTo(200);
            CompletableFuture<Void> drained = server.server().drain(Set.of(), Duration.ofMillis(50));
            drained.get(20, TimeUnit.SECONDS);
            assertThat(silent.atEnd()).isTrue();
        }
    }
}
