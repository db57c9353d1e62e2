package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.http.TlsClient.Way;
import org.junicorn.container.tls.Certificates;
import org.junicorn.container.tls.ClientCertificates;
import org.junicorn.container.tls.TestFiles;
import org.junicorn.container.tls.TlsOptions;
import org.junit.jupiter.api.Test;

class TlsTest {
    private static final HttpHandler HELLO = exchange -> {
        String body = exchange.getRequestScheme() + " " + exchange.isSecure() + " "
                + exchange.getConnection().getSslSessionInfo().getSecureProtocol();
        exchange.getResponseSender().send(body);
    };

    private static TestServer start(UnaryOperator<TlsOptions> change, HttpHandler app)
            throws DeploymentException, IOException {
        TlsOptions options = change.apply(TlsOptions.of(TestFiles.certificates("rsa", "ec", "star", "ed25519")));
        return TestServer.tls(TestServer.SETTINGS.with(options), app);
    }

    private static TestServer start(HttpHandler app) throws DeploymentException, IOException {
        return start(options -> options, app);
    }

    private static TlsClient connect(TestServer server, Way way) throws IOException {
        return TlsClient.connect(server.address(), way);
    }

    @Test
    void servesRequestsOverEachVersion() throws Exception {
        try (TestServer server = start(HELLO)) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                try (TlsClient client = connect(server, Way.DEFAULT.protocols(version))) {
                    assertThat(client.get("/")).endsWith("https true " + version);
                    assertThat(client.get("/again")).endsWith("https true " + version);
                }
            }
            assertThat(server.card().handshakesFailed).hasValue(0);
        }
    }

    @Test
    void aRequestThatComesWithTheEndOfTheHandshakeIsServed() throws Exception {
        try (TestServer server = start(HELLO)) {
            for (int i = 0; i < 30; i++) {
                try (TlsClient client = connect(server, Way.DEFAULT)) { // which has sent its Finished just now
                    client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertThat(client.read()).startsWith("HTTP/1.1 200");
                    assertThat(client.read()).startsWith("HTTP/1.1 200");
                }
            }
        }
    }

    @Test
    void largeBodiesGoBothWays() throws Exception {
        int size = 3_000_000;
        try (TestServer server = start(exchange -> {
                    byte[] body = exchange.getInputStream().readAllBytes();
                    exchange.setResponseContentLength(body.length);
                    exchange.getOutputStream().write(body);
                });
                TlsClient client = connect(server, Way.DEFAULT)) {
            String body = "0123456789".repeat(size / 10);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n" + body);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(client.read()).endsWith("\r\n\r\n" + body);
            sent.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theEndOfTheLastResponseIsSaid() throws Exception {
        try (TestServer server = start(HELLO);
                TlsClient client = connect(server, Way.DEFAULT)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.readAll()).endsWith("https true TLSv1.3"); // an end without close_notify would throw
        }
    }

    @Test
    void whatIsNoRequestIsRefusedWithAPage() throws Exception {
        try (TestServer server = start(HELLO);
                TlsClient client = connect(server, Way.DEFAULT)) {
            client.send("GET\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 400").contains("is not a request");
        }
    }

    @Test
    void aLateRequestIsAnsweredInPlaceOfTheApplication() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (TestServer server = TestServer.tls(
                        new TestServer.Change()
                                .requestTimeout(Duration.ofMillis(200))
                                .settings()
                                .with(TlsOptions.of(TestFiles.certificates("rsa"))),
                        exchange -> never.await());
                TlsClient client = connect(server, Way.DEFAULT)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 503").contains("took too long");
        }
    }

    @Test
    void theNameThatAClientAsksForChoosesTheCertificate() throws Exception {
        try (TestServer server = start(HELLO)) {
            String[] ecdsa = {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"};
            String[] rsa = {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"};
            Way old = Way.DEFAULT.protocols("TLSv1.2");
            assertThat(shown(server, old.host("a.example.com").ciphers(rsa))).isEqualTo("CN=rsa");
            assertThat(shown(server, old.host("A.Example.com").ciphers(ecdsa))).isEqualTo("CN=ec");
            assertThat(shown(server, old.host("b.example.org").ciphers(rsa))).isEqualTo("CN=star");
            assertThat(shown(server, Way.DEFAULT.host("b.example.org"))).isEqualTo("CN=star");
            assertThat(shown(server, Way.DEFAULT.host("edwards.example.net"))).isEqualTo("CN=edwards.example.net");
            assertThat(shown(server, old.host("two.b.example.org").ciphers(rsa)))
                    .isEqualTo("CN=rsa");
            assertThat(shown(server, old.ciphers(rsa))).isEqualTo("CN=rsa");
            assertThat(shown(server, old.ciphers(ecdsa))).isEqualTo("CN=ec");
        }
    }

    private static String shown(TestServer server, Way way) throws IOException {
        try (TlsClient client = connect(server, way)) {
            return client.server();
        }
    }

    @Test
    void speaksHttp11ToWhoeverOffersIt() throws Exception {
        try (TestServer server = start(HELLO)) {
            try (TlsClient client = connect(server, Way.DEFAULT.alpn("unknown", "http/1.1"))) {
                assertThat(client.socket().getApplicationProtocol()).isEqualTo("http/1.1");
                assertThat(client.get("/")).startsWith("HTTP/1.1 200");
            }
            try (TlsClient client = connect(server, Way.DEFAULT)) {
                assertThat(client.socket().getApplicationProtocol()).isEmpty();
            }
            assertThatThrownBy(() -> connect(server, Way.DEFAULT.alpn("unknown")))
                    .hasMessageContaining("no_application_protocol");
        }
    }

    @Test
    void weakVersionsAndCiphersAreRefusedAndCounted() throws Exception {
        try (TestServer server = start(HELLO)) {
            Way old = Way.DEFAULT.protocols("TLSv1.2");
            for (String weak : List.of("TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256")) {
                assertThatThrownBy(() -> connect(server, old.ciphers(weak))).hasMessageContaining("handshake_failure");
            }
            await().untilAtomic(server.card().handshakesFailed, is(2));
            await().until(() -> server.server().openConnections() == 0);
        }
    }

    @Test
    void whatIsNotTlsIsNoHandshake() throws Exception {
        try (TestServer server = start(HELLO);
                Socket plain = new Socket("127.0.0.1", ((InetSocketAddress) server.address()).getPort())) {
            plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            plain.setSoTimeout(10_000);
            while (plain.getInputStream().read() >= 0) {
                // an alert, perhaps
            }
            await().untilAtomic(server.card().handshakesFailed, is(1));
        }
    }

    @Test
    void aHandshakeThatDoesNotEndIsEndedInTime() throws Exception {
        try (TestServer server = start(options -> options.within(Duration.ofMillis(300)), HELLO);
                Socket silent = new Socket("127.0.0.1", ((InetSocketAddress) server.address()).getPort());
                Socket slow = new Socket("127.0.0.1", ((InetSocketAddress) server.address()).getPort())) {
            slow.getOutputStream().write(0x16);
            silent.setSoTimeout(10_000);
            slow.setSoTimeout(10_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
            await().until(() -> server.server().openConnections() == 0);
            assertThat(server.card().handshakesFailed).hasValue(1); // who says nothing has not begun
        }
    }

    @Test
    void silentClientsHoldNobodyUp() throws Exception {
        try (TestServer server = start(HELLO)) {
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < 200; i++) {
                    Socket socket = new Socket("127.0.0.1", ((InetSocketAddress) server.address()).getPort());
                    silent.add(socket);
                    if (i % 2 == 0) {
                        socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2});
                    }
                }
                try (TlsClient client = connect(server, Way.DEFAULT)) {
                    assertThat(client.get("/")).startsWith("HTTP/1.1 200");
                }
            } finally {
                for (Socket socket : silent) {
                    socket.close();
                }
            }
            await().until(() -> server.server().openConnections() == 0);
        }
    }

    @Test
    void aClientThatIsShakingHandsWhenTheServerDrainsIsServed() throws Exception {
        try (TestServer server = start(HELLO)) {
            CompletableFuture<Void> drained;
            try (Socket socket = new Socket("127.0.0.1", ((InetSocketAddress) server.address()).getPort())) {
                await().until(() -> server.server().openConnections() == 1);
                drained = server.server().drain(Set.of(), Duration.ofSeconds(5));
                try (TlsClient client = TlsClient.over(socket)) {
                    assertThat(client.get("/")).startsWith("HTTP/1.1 200").contains("Connection: close");
                }
            }
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSilentClientDoesNotHoldUpTheDrain() throws Exception {
        try (TestServer server = start(HELLO);
                Socket silent = new Socket("127.0.0.1", ((InetSocketAddress) server.address()).getPort())) {
            await().until(() -> server.server().openConnections() == 1);
            server.server().drain(Set.of(), Duration.ofMillis(50)).get(5, TimeUnit.SECONDS);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void clientsAreAskedForTheirCertificates() throws Exception {
        HttpHandler who = TlsTest::tellName;
        try (TestServer server = start(options -> options.with(ClientCertificates.OPTIONAL), who)) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                Way way = Way.DEFAULT.protocols(version);
                try (TlsClient client = connect(server, way)) {
                    assertThat(client.get("/")).endsWith("nobody");
                }
                try (TlsClient client = connect(server, way.keystore("client.p12"))) {
                    assertThat(client.get("/")).endsWith("O=Acme,CN=ann");
                }
            }
        }
        try (TestServer server = start(options -> options.with(ClientCertificates.REQUIRED), who)) {
            assertThatThrownBy(() -> {
                        try (TlsClient client = connect(server, Way.DEFAULT)) {
                            client.get("/"); // with TLS 1.3 the client is done before it hears that it is refused
                        }
                    })
                    .isInstanceOf(IOException.class);
            try (TlsClient client = connect(server, Way.DEFAULT.keystore("client.p12"))) {
                assertThat(client.get("/")).endsWith("O=Acme,CN=ann");
            }
            await().untilAtomic(server.card().handshakesFailed, is(1));
        }
    }

    private static void tellName(HttpServerExchange exchange) {
        String name;
        try {
            name = ((X509Certificate)
                            exchange.getConnection().getSslSessionInfo().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (Exception e) {
            name = "nobody";
        }
        exchange.getResponseSender().send(name);
    }

    @Test
    void certificatesOfStrangersAreRefused() throws Exception {
        try (TestServer server = start(options -> options.with(ClientCertificates.OPTIONAL), TlsTest::tellName)) {
            assertThatThrownBy(() -> {
                        try (TlsClient client = connect(server, Way.DEFAULT.keystore("stranger.p12"))) {
                            client.get("/");
                        }
                    })
                    .isInstanceOf(IOException.class);
            await().untilAtomic(server.card().handshakesFailed, is(1));
        }
    }

    @Test
    void otherCertificatesAreShownToWhoeverConnectsNext() throws Exception {
        try (TestServer server = start(HELLO);
                TlsClient before = connect(server, Way.DEFAULT)) {
            assertThat(before.get("/")).startsWith("HTTP/1.1 200");
            server.server().renew(TestFiles.certificates("renewed"));
            assertThat(shown(server, Way.DEFAULT)).isEqualTo("CN=renewed");
            assertThat(before.get("/")).startsWith("HTTP/1.1 200");
            assertThatThrownBy(() -> server.server().renew(Certificates.none()))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessage("there is no certificate to serve with");
            assertThat(shown(server, Way.DEFAULT)).isEqualTo("CN=renewed");
        }
    }

    @Test
    void whoComesWithoutTlsIsSentToIt() throws Exception {
        TlsOptions options = TlsOptions.none().telling(8443, true, "max-age=600");
        try (TestServer server = TestServer.start(
                        TestServer.SETTINGS.with(options),
                        TestServer.blocking(exchange -> exchange.setStatusCode(204)));
                Client client = server.client()) {
            Client.Response response = client.ask("GET /a%20b?c=%26d HTTP/1.1", "Host: example.com:8080");
            assertThat(response.status()).isEqualTo(301);
            assertThat(response.header("location")).isEqualTo("https://example.com:8443/a%20b?c=%26d");
            assertThat(response.headers()).doesNotContainKey("strict-transport-security");
            response = client.ask("POST http://example.com/ HTTP/1.1", "Host: example.com", "Content-Length: 0");
            assertThat(response.status()).isEqualTo(308);
            assertThat(response.header("location")).isEqualTo("https://example.com:8443/");
            response = client.ask("GET / HTTP/1.1", "Host: [::1]");
            assertThat(response.header("location")).isEqualTo("https://[::1]:8443/");
        }
        try (TestServer server = start(tls -> tls.telling(443, true, "max-age=600"), HELLO);
                TlsClient client = connect(server, Way.DEFAULT)) {
            assertThat(client.get("/"))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("strict-transport-security: max-age=600");
        }
    }

    @Test
    void whoComesByATrustedProxyIsSentToTlsAsWell() throws Exception {
        ProxyRules believed = new ProxyRules(
                List.of("127.0.0.1"),
                List.of("X-Forwarded-Prefix"),
                List.of("X-Forwarded-Proto=https"),
                List.of(),
                ProxyRules.HeaderMapping.DANGEROUS,
                "",
                ProxyRules.ProxyProtocol.OFF,
                List.of(),
                "");
        TlsOptions options = TlsOptions.none().telling(443, true, "max-age=600");
        try (TestServer server = TestServer.start(
                        TestServer.SETTINGS.with(options).with(believed),
                        TestServer.blocking(exchange -> exchange.setStatusCode(204)));
                Client client = server.client()) {
            Client.Response response = client.ask("GET / HTTP/1.1", "Host: example.com", "X-Forwarded-Proto: http");
            assertThat(response.status()).isEqualTo(301);
            assertThat(response.header("location")).isEqualTo("https://example.com/");
            response = client.ask("GET /cart HTTP/1.1", "Host: example.com", "X-Forwarded-Prefix: /shop");
            assertThat(response.header("location")).isEqualTo("https://example.com/shop/cart");
            response = client.ask("GET / HTTP/1.1", "Host: example.com", "X-Forwarded-Proto: https");
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.header("strict-transport-security")).isEqualTo("max-age=600");
        }
    }
}
