package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junicorn.container.http.Http2Options.Cleartext;
import org.junicorn.container.tls.TestFiles;
import org.junicorn.container.tls.TlsOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 where TLS has agreed on it, with the JDK's client. */
@Timeout(120)
class Http2TlsTest {
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.tls(
                TestServer.SETTINGS
                        .with(TlsOptions.of(TestFiles.certificates("rsa")))
                        .with(new Http2Options(true, true, Cleartext.OFF, 100, 65535, 16384, 65536)),
                exchange -> {
                    int length = exchange.getInputStream().readAllBytes().length;
                    String text = exchange.getProtocol() + " " + exchange.getRequestScheme() + " " + length + " ";
                    exchange.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                    exchange.getOutputStream().write(new byte[length]);
                });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(TestFiles.file("ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(context)
                .build();
    }

    private HttpRequest.Builder request(String path) {
        int port = ((InetSocketAddress) server.address()).getPort();
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    @Test
    void aClientThatKnowsItGetsIt() throws Exception {
        HttpClient client = client();
        HttpResponse<String> answer = client.send(request("/a").build(), BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo("HTTP/2.0 https 0 ");
        List<CompletableFuture<HttpResponse<byte[]>>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(client.sendAsync(
                    request("/up")
                            .POST(BodyPublishers.ofByteArray(new byte[200_000]))
                            .build(),
                    BodyHandlers.ofByteArray()));
        }
        for (CompletableFuture<HttpResponse<byte[]>> each : all) {
            assertThat(each.get(60, TimeUnit.SECONDS).body()).hasSize("HTTP/2.0 https 200000 ".length() + 200_000);
        }
        assertThat(server.card().opened.get()).isEqualTo(1);
        assertThat(server.card().begun.get()).isEqualTo(21);
    }

    @Test
    void aClientThatDoesNotSpeaksHttp1() throws Exception {
        try (TlsClient client = TlsClient.connect(server.address(), TlsClient.Way.DEFAULT)) {
            assertThat(client.get("/")).startsWith("HTTP/1.1 200 ").endsWith("HTTP/1.1 https 0 ");
        }
        try (TlsClient client = TlsClient.connect(server.address(), TlsClient.Way.DEFAULT.alpn("http/1.1"))) {
            assertThat(client.get("/")).startsWith("HTTP/1.1 200 ");
        }
    }
}
