package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One raw request per rule. */
@Timeout(300)
class StrictHttpTest {
    @TempDir
    Path folder;

    private TestServer server;

    /** The paths that reached the application. */
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = TestServer.blocking(c -> c, exchange -> {
            seen.add(exchange.getRelativePath());
            echo(exchange);
        });
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

    // What is refused, and then nothing more is read: a request hidden behind it is not served.

    /** Sends bytes and, hidden behind them, a request; the answer is 400, the last one, and the request is not served. */
    private Client.Response refused(String bytes) throws IOException {
        try (Client client = server.client()) {
            client.send(bytes + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
            Client.Response response = client.read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.last()).isTrue();
            assertThat(response.header("content-type")).isEqualTo("text/html;charset=utf-8");
            assertThat(response.text()).contains("<h1>HTTP Status 400 – Bad Request</h1>");
            assertThat(client.atEnd()).isTrue();
            assertThat(seen).isEmpty();
            return response;
        }
    }

    /** A request with these header lines. */
    private Client.Response refusedWith(String... lines) throws IOException {
        return refused("POST / HTTP/1.1\r\nHost: h\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+5", "-1", "5,5", "5, 5", "0x5", "5 5", "5_0", "1e1", "five", "9223372036854775808", "5;", "5.0"
            })
    void refusesAContentLengthThatIsNoNumber(String length) throws IOException {
        refusedWith("Content-Length: " + length);
    }

    @Test
    void refusesAnEmptyContentLength() throws IOException {
        refusedWith("Content-Length:");
    }

    @Test
    void refusesContentLengthsThatDiffer() throws IOException {
        refusedWith("Content-Length: 0", "Content-Length: 5");
    }

    @Test
    void refusesContentLengthsThatAreTheSame() throws IOException {
        refusedWith("Content-Length: 0", "Content-Length: 0");
    }

    @Test
    void refusesContentLengthBesideChunked() throws IOException {
        refusedWith("Content-Length: 5", "Transfer-Encoding: chunked");
    }

    @Test
    void refusesChunkedBesideContentLength() throws IOException {
        refusedWith("Transfer-Encoding: chunked", "Content-Length: 5");
    }

    @Test
    void refusesChunkedTwice() throws IOException {
        refusedWith("Transfer-Encoding: chunked", "Transfer-Encoding: chunked");
    }

    @Test
    void refusesChunkedTwiceInALine() throws IOException {
        refusedWith("Transfer-Encoding: chunked, chunked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u000bchunked", "chunked\u000b", "\u0000chunked", "\"chunked\"", "chunked;q=1"})
    void servesNoRequestWithADisguisedTransferCoding(String coding) throws IOException {
        try (Client client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: " + coding
                    + "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read().status()).isIn(400, 501);
            assertThat(client.atEnd()).isTrue();
            assertThat(seen).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding : chunked", "Content-Length : 0", "X : 1", "X\t: 1"})
    void refusesASpaceBeforeTheColon(String line) throws IOException {
        refusedWith(line);
    }

    /** RFC 9112, 5.2: refused, or a space instead of the fold. */
    @Test
    void readsAFoldedLineAsOne() throws IOException {
        try (Client client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n , x\r\n\r\n"
                    + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.atEnd()).isTrue();
            assertThat(seen).isEmpty();
        }
        assertThat(ask("GET /folded HTTP/1.1", "Host: h", "X: a", "\tb").status())
                .isEqualTo(200);
        assertThat(seen).containsExactly("/folded");
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP/0.9, 505", "CONNECT / HTTP/1.1, 400"})
    void refusesVersionsAndMethodsOfOthers(String line, int status) throws IOException {
        try (Client client = server.client()) {
            client.send(line + "\r\nHost: h\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
            Client.Response response = client.read();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.last()).isTrue();
            assertThat(client.atEnd()).isTrue();
            assertThat(seen).isEmpty();
        }
    }

    /** RFC 9110, 6.2: as the highest minor version that is known. */
    @Test
    void readsALaterMinorVersionAsHttp11() throws IOException {
        assertThat(ask("GET / HTTP/1.2", "Host: h").status()).isEqualTo(200);
    }

    @Test
    void refusesAFoldedFirstLine() throws IOException {
        refused("GET / HTTP/1.1\r\n X: a\r\nHost: h\r\n\r\n");
    }

    @Test
    void refusesAFieldWithoutAName() throws IOException {
        refusedWith(": 1");
    }

    @Test
    void refusesALineWithoutAColon() throws IOException {
        refusedWith("nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X(: 1", "X@: 1", "X\u0001: 1", "X\u0000: 1", "X\u00e4: 1", "X\": 1", "X,Y: 1"})
    void refusesANameThatIsNoToken(String line) throws IOException {
        refusedWith(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u0001b", "a\u001fb", "a\u007fb", "a\rb", "\r", "a\r"})
    void refusesAControlCharacterInAValue(String value) throws IOException {
        refusedWith("X: " + value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: 1",
                "Host: a\r\nHost: a",
                "Host: a\r\nHost: b",
                "Host: a:x",
                "Host: a b",
                "Host: a/b",
                "Host: a@b",
                "Host: [::1",
                "Host: a:99999",
                "Host: a?b",
                "Host: a\\b"
            })
    void refusesAHostThatIsMissingRepeatedOrNone(String lines) throws IOException {
        refused("GET / HTTP/1.1\r\n" + lines + "\r\n\r\n");
    }

    @Test
    void refusesATargetWithAnotherHost() throws IOException {
        refused("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/2.0",
                "GET / HTTP/1.10",
                "GET / HTTP/11",
                "GET / http/1.1",
                "GET / HTTP/1.1 ",
                "GET / ",
                "GET /",
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET\t/ HTTP/1.1",
                " GET / HTTP/1.1",
                "GET /a b HTTP/1.1",
                "G(T / HTTP/1.1",
                "G\u0000T / HTTP/1.1",
                "GET /\u0000 HTTP/1.1",
                "GET /\u0001 HTTP/1.1",
                "GET /\u00e4 HTTP/1.1",
                "GET /#a HTTP/1.1",
                "GET x HTTP/1.1",
                "GET h:80 HTTP/1.1",
                "GET * HTTP/1.1",
                "GET /\r HTTP/1.1",
                "CONNECT h:80 HTTP/1.1",
                "PRI * HTTP/2.0"
            })
    void refusesARequestLineThatIsNone(String line) throws IOException {
        refused(line + "\r\nHost: h\r\n\r\n");
    }

    @Test
    void refusesAPrefaceOfHttp2() throws IOException {
        refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    }

    @Test
    void refusesARequestLineOverTheLimit() throws IOException {
        refused("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    @Test
    void refusesAHeadThatHasNoEnd() throws IOException {
        refused("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(200_000) + "\r\n\r\n");
    }

    @Test
    void refusesTooManyFields() throws IOException {
        refused("GET / HTTP/1.1\r\nHost: h\r\n" + "X: 1\r\n".repeat(101) + "\r\n");
    }

    @Test
    void refusesLinesThatEndInALineFeedAlone() throws IOException {
        refused("GET / HTTP/1.1\nHost: h\n\n");
    }

    @Test
    void refusesAHeadThatEndsInALineFeedAlone() throws IOException {
        refused("GET / HTTP/1.1\r\nHost: h\r\n\n");
    }

    /** RFC 9112, 2.2 would let a server overlook it; no client of today sends it. */
    @Test
    void refusesAnEmptyLineBeforeARequest() throws IOException {
        refused("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    @Test
    void refusesAMalformedRequestBehindAGoodOne() throws IOException {
        try (Client client = server.client()) {
            client.send("GET /good HTTP/1.1\r\nHost: h\r\n\r\nGET /bad HTTP/1.1\r\nHost : h\r\n\r\n"
                    + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read().text()).startsWith("GET /good ");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.atEnd()).isTrue();
            assertThat(seen).containsExactly("/good");
        }
    }

    @Test
    void servesNothingBehindABodyThatWasNotAsked() throws IOException {
        try (Client client = server.client()) {
            client.send("GET /%00 HTTP/1.1\r\nHost: h\r\nContent-Length: 44\r\n\r\n"
                    + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.atEnd()).isTrue();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void refusesAnExpectationNobodyKnows() throws IOException {
        try (Client client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: a miracle\r\n\r\nhello");
            assertThat(client.read().status()).isEqualTo(417);
            assertThat(client.atEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6_0\r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "5 \r\nhello\r\n0\r\n\r\n",
                "\t5\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "g\r\nhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n",
                ";a=b\r\nhello\r\n0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\n;\r\nhello\r\n0\r\n\r\n",
                "5;a\nb\r\nhello\r\n0\r\n\r\n",
                "5;a\rb\r\nhello\r\n0\r\n\r\n",
                "5\rx\nhello\r\n0\r\n\r\n",
                "5;a\u0000b\r\nhello\r\n0\r\n\r\n",
                "10000000000000005\r\nhello\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
                "7FFFFFFFFFFFFFFF\r\nhello\r\n7FFFFFFFFFFFFFFF\r\n",
                "5\r\nhelloXX0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello\r0\r\n\r\n",
                "5\r\nhello!\r\n0\r\n\r\n",
                "5\r\nhello\r\n0\r\nX : 1\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: 1\r\n folded\r\n\r\n",
                "5\r\nhello\r\n0\n\n",
            })
    void readsNoBodyInMalformedChunks(String chunks) throws IOException {
        try (Client client = server.client()) {
            client.send("POST /chunks HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
                    + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
            // Its body is all that the application asked for.
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.atEnd()).isTrue();
            assertThat(seen).doesNotContain("/smuggled");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\n0\r\n\r\n",
                "05\r\nhello\r\n00\r\n\r\n",
                "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                "5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: 1\r\n\r\n"
            })
    void readsABodyInChunks(String chunks) throws IOException {
        try (Client client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
                    + "GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read().text()).endsWith("body 5");
            assertThat(client.read().text()).startsWith("GET /next ");
        }
    }

    @Test
    void countsWhatIsNoRequest() throws IOException {
        refusedWith("X : 1");
        await().until(() -> server.card().finished.get() == 1);
        assertThat(server.card().begun).hasValue(1);
        assertThat(server.card().statuses).containsExactly(400);
    }

    @Test
    void logsWhatIsNoRequest() throws Exception {
        Path log = folder.resolve("access.log");
        try (TestServer logging = TestServer.blocking(
                        c -> c.accessLog(log, "%(h)s %(u)s \"%(r)s\" %(m)s %(U)s %(H)s %(s)s %(f)s"),
                        StrictHttpTest::echo);
                Client client = logging.client()) {
            client.send("GET / HTTP/1.1\r\nX : 1\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            await().until(() -> Files.exists(log) && Files.size(log) > 0);
            assertThat(Files.readString(log)).isEqualTo("127.0.0.1 - \"-\" - - - 400 -\n");
        }
    }
}
