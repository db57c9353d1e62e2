package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One raw request per rule. */
@Timeout(60)
class StrictHttpTest {
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.blocking(c -> c, StrictHttpTest::echo);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static void echo(HttpServerExchange exchange) throws IOException {
        byte[] body = exchange.getInputStream().readAllBytes();
        String text = exchange.getRequestMethod() + " " + exchange.getRelativePath() + " raw "
                + exchange.getRequestURI() + " query " + exchange.getQueryString() + " body " + body.length;
        exchange.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private Client.Response ask(String... lines) throws IOException {
        try (Client client = server.client()) {
            return client.ask(lines);
        }
    }

    @ParameterizedTest
    @CsvSource({"xchunked, 501", "gzip, 501", "'gzip, chunked', 501", "identity, 501", "'chunked, identity', 400"})
    void refusesEveryTransferCodingButChunked(String coding, int status) throws IOException {
        Client.Response response =
                ask("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: " + coding, "", "5", "hello", "0", "");
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.last()).isTrue();
        assertThat(response.text()).contains("<h1>HTTP Status " + status + " – ");
    }

    @Test
    void readsChunkedWhateverItsCase() throws IOException {
        Client.Response response =
                ask("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: Chunked", "", "5", "hello", "0", "");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).endsWith("body 5");
    }

    @Test
    void refusesChunkedInHttp10() throws IOException {
        Client.Response response =
                ask("POST / HTTP/1.0", "Host: h", "Transfer-Encoding: chunked", "", "5", "hello", "0", "");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.last()).isTrue();
    }

    @Test
    void refusesTransferEncodingBesideContentLength() throws IOException {
        assertThat(ask("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked", "Content-Length: 3", "", "abc")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void refusesTwoTransferEncodings() throws IOException {
        assertThat(ask("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void refusesTwoContentLengths() throws IOException {
        assertThat(ask("POST / HTTP/1.1", "Host: h", "Content-Length: 3", "Content-Length: 3", "", "abc")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void refusesTrace() throws IOException {
        Client.Response response = ask("TRACE / HTTP/1.1", "Host: h", "Secret: 1");
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("allow")).isEqualTo("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        assertThat(response.text()).doesNotContain("Secret").contains("HTTP Status 405 – Method Not Allowed");
    }

    @Test
    void answersOptionsForTheServer() throws IOException {
        Client.Response response = ask("OPTIONS * HTTP/1.1", "Host: h");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("allow")).contains("OPTIONS");
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: 1", "Host: a\r\nHost: a", "Host: a:x", "Host: a b"})
    void refusesAMissingRepeatedOrMalformedHost(String headers) throws IOException {
        try (Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\n" + headers + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.atEnd()).isTrue();
        }
    }

    @Test
    void needsNoHostInHttp10() throws IOException {
        Client.Response response = ask("GET /x HTTP/1.0");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).startsWith("GET /x ");
    }

    @Test
    void keepsAnHttp10ConnectionThatAsksForIt() throws IOException {
        try (Client client = server.client()) {
            for (int i = 0; i < 3; i++) {
                Client.Response response = client.ask("GET /x HTTP/1.0", "Connection: keep-alive");
                assertThat(response.header("connection")).isEqualTo("keep-alive");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../x",
                "/a/../../x",
                "/%2e%2e/x",
                "/%00",
                "/a%00b",
                "/a%0d%0ab",
                "/%2F",
                "/a%2fb",
                "/%5C",
                "/a%5cb",
                "/%E9",
                "/%C0%AF",
                "/%ED%A0%80",
                "/%",
                "/%4",
                "/%zz",
                "/a/..;/b",
                "/a/.;x=1/b",
                "/a/%2e%2e;/b"
            })
    void refusesAPathWithMoreThanOneMeaning(String path) throws IOException {
        Client.Response response = ask("GET " + path + " HTTP/1.1", "Host: h");
        assertThat(response.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "//, /",
        "//a, /a",
        "/a//b, /a/b",
        "/a/, /a/",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/a/b/../, /a/",
        "/a/., /a/",
        "/a/.., /",
        "/a/%2e%2e/b, /b",
        "/a/%2E/b, /a/b",
        "/a;x=1/b;y=2, /a/b",
        "/a/;x=1/b, /a/b",
        "/%61b, /ab",
        "/%2561, /%61",
        "/%C3%A9, /é",
        "/a%20b, /a b",
        "/a+b, /a+b",
        "/.a/..b/c., /.a/..b/c.",
    })
    void normalisesThePathOnceAndLeavesTheRequestUri(String raw, String normal) throws IOException {
        Client.Response response = ask("GET " + raw + "?q=%2F..%2f HTTP/1.1", "Host: h");
        assertThat(response.text()).isEqualTo("GET " + normal + " raw " + raw + " query q=%2F..%2f body 0");
    }

    @Test
    void takesTheAbsoluteForm() throws IOException {
        assertThat(ask("GET http://h/a/../b HTTP/1.1", "Host: h").text()).startsWith("GET /b raw http://h/a/../b ");
        assertThat(ask("GET http://h HTTP/1.1", "Host: h").text()).startsWith("GET / ");
    }

    @Test
    void refusesATargetThatIsNoPath() throws IOException {
        assertThat(ask("GET x HTTP/1.1", "Host: h").status()).isEqualTo(400);
        assertThat(ask("GET * HTTP/1.1", "Host: h").status()).isEqualTo(400);
        assertThat(ask("CONNECT h:80 HTTP/1.1", "Host: h:80").status()).isEqualTo(400);
    }

    @Test
    void refusesALongHeadAndManyHeaders() throws IOException {
        assertThat(ask("GET / HTTP/1.1", "Host: h", "X: " + "x".repeat(9000)).status())
                .isEqualTo(400);
        assertThat(ask("GET /" + "x".repeat(9000) + " HTTP/1.1", "Host: h").status())
                .isEqualTo(400);
        String many = "X: 1\r\n".repeat(101);
        assertThat(ask("GET / HTTP/1.1", "Host: h", many.strip()).status()).isEqualTo(400);
        assertThat(ask("GET / HTTP/1.1", "Host: h", "X: " + "x".repeat(7000)).status())
                .isEqualTo(200);
    }

    @Test
    void takesABodyOfAnySize() throws IOException {
        try (Client client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n");
            client.send(new byte[3_000_000]);
            assertThat(client.read().text()).endsWith("body 3000000");
        }
    }

    @Test
    void asksForABodyThatWaitsForIt() throws IOException {
        try (Client client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.send("abc");
            assertThat(client.read().text()).endsWith("body 3");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        try (Client client = server.client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            client.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(client.read().text()).startsWith("GET /" + i + " ");
            }
        }
    }

    @Test
    void escapesWhatItRepeats() throws IOException {
        try (Client client = server.client()) {
            client.send("HEAD /%00 HTTP/1.1\r\nHost: h\r\n\r\n");
            Client.Response response = client.read(true);
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.header("content-type")).isEqualTo("text/html;charset=utf-8");
        }
    }

    @Test
    void countsWhatItRefuses() throws IOException {
        ask("TRACE / HTTP/1.1", "Host: h");
        await().until(() -> server.card().finished.get() == 1);
        assertThat(server.card().begun).hasValue(1);
        assertThat(server.card().statuses).containsExactly(405);
    }
}
