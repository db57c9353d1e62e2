package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junicorn.container.deploy.Interim;
import org.junicorn.container.http.Http2Options.Cleartext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 without TLS, frame by frame. */
@Timeout(60)
class Http2Test {
    private static final int PROTOCOL_ERROR = 1;
    private static final int REFUSED_STREAM = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    @TempDir
    Path folder;

    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private TestServer server;

    @AfterEach
    void stop() throws IOException {
        gate.release(1_000_000);
        if (server != null) {
            server.close();
        }
    }

    private static Http2Options options(Cleartext cleartext, int streams, int window) {
        return new Http2Options(true, true, cleartext, streams, window, 16384, 65536);
    }

    private void start(UnaryOperator<TestServer.Change> change, Http2Options options) throws Exception {
        server = TestServer.start(
                change.apply(new TestServer.Change()).settings().with(options), TestServer.blocking(this::answer));
    }

    private void start() throws Exception {
        start(c -> c, options(Cleartext.BOTH, 100, 65535));
    }

    private Http2Client client(int... settings) throws IOException {
        return Http2Client.open(server.address(), settings);
    }

    private void answer(HttpServerExchange exchange) throws Exception {
        served.incrementAndGet();
        String path = exchange.getRelativePath();
        seen.add(path);
        switch (path) {
            case "/held" -> {
                held.incrementAndGet();
                gate.acquire();
                exchange.getOutputStream().write("held".getBytes(UTF_8));
            }
            case "/late" -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    exchange.getOutputStream().write("late".getBytes(UTF_8));
                }
            }
            case "/unread" -> {
                exchange.getOutputStream().write("unread".getBytes(UTF_8));
                exchange.getOutputStream().close();
            }
            case "/hints" -> {
                HeaderMap hints = new HeaderMap().put(new HttpString("Link"), "</a.css>; rel=preload");
                exchange.getAttachment(Interim.KEY).send(103, hints);
                exchange.getOutputStream().write(new byte[200_000]);
            }
            case "/read-large" -> {
                exchange.getInputStream().readAllBytes();
                exchange.getOutputStream().write(new byte[200_000]);
            }
            case "/refused" -> exchange.setStatusCode(403);
            case "/large" -> exchange.getOutputStream().write(new byte[300_000]);
            case "/trailers" -> {
                int length = exchange.getInputStream().readAllBytes().length;
                HeaderMap trailers = exchange.getAttachment(HttpAttachments.REQUEST_TRAILERS);
                HeaderMap own = new HeaderMap().put(new HttpString("digest"), "sum");
                exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, own);
                exchange.getOutputStream()
                        .write((length + " " + trailers.getFirst("checksum") + " "
                                        + exchange.getRequestHeaders().getFirst("checksum"))
                                .getBytes(UTF_8));
            }
            default -> {
                int length = exchange.getInputStream().readAllBytes().length;
                String text = exchange.getRequestMethod() + " " + path + " " + exchange.getProtocol() + " "
                        + exchange.getRequestScheme() + " " + exchange.getHostAndPort() + " "
                        + exchange.getRequestHeaders().getFirst(Headers.COOKIE) + " " + length;
                exchange.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    // Requests

    @Test
    void streamsAreRequestsLikeAnyOther() throws Exception {
        Path log = folder.resolve("access.log");
        start(c -> c.accessLog(log, "%H %m %U %s %B"), options(Cleartext.PRIOR_KNOWLEDGE, 50, 65535));
        try (Http2Client client = client()) {
            client.get(1, "/a");
            client.post(3, "/b");
            client.data(3, "hello", true);
            assertThat(client.await(1).text()).isEqualTo("GET /a HTTP/2.0 http localhost null 0");
            assertThat(client.await(3).text()).isEqualTo("POST /b HTTP/2.0 http localhost null 5");
            client.get(5, "/%00");
            assertThat(client.await(5).status()).isEqualTo(400);
            assertThat(client.setting(3)).isEqualTo(50);
            assertThat(client.setting(6)).isEqualTo(65536);
        }
        await().untilAsserted(() -> assertThat(Files.readAllLines(log))
                .contains("HTTP/2.0 GET /a 200 37", "HTTP/2.0 POST /b 200 38")
                .hasSize(3));
        await().untilAsserted(() -> assertThat(server.card().closed.get()).isEqualTo(1));
        assertThat(server.card().opened.get()).isEqualTo(1);
        assertThat(server.card().begun.get()).isEqualTo(3);
        assertThat(server.card().finished.get()).isEqualTo(3);
        assertThat(server.card().statuses).containsExactlyInAnyOrder(200, 400);
    }

    @Test
    void clientsOfHttp1AreServedAtTheSamePort() throws Exception {
        start();
        try (Client client = server.client()) {
            client.send("P");
            client.send("OST /old HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
            assertThat(client.read().text()).isEqualTo("POST /old HTTP/1.1 http h null 2");
            assertThat(client.get("/again").text()).startsWith("GET /again HTTP/1.1");
        }
    }

    @Test
    void withoutPriorKnowledgeThePrefaceIsNoRequest() throws Exception {
        start(c -> c, options(Cleartext.OFF, 100, 65535));
        try (Client client = server.client()) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
        }
        try (Client client = server.client()) {
            assertThat(client.ask(upgrade("GET /u HTTP/1.1")).text()).startsWith("GET /u HTTP/1.1");
        }
    }

    private static String[] upgrade(String line) {
        return new String[] {
            line, "Host: h", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"
        };
    }

    @Test
    void anUpgradedRequestIsTheFirstStream() throws Exception {
        Path log = folder.resolve("access.log");
        start(c -> c.accessLog(log, "%H %m %U %s"), options(Cleartext.UPGRADE, 100, 65535));
        try (Http2Client client = Http2Client.connect(server.address())) {
            client.send((String.join("\r\n", upgrade("GET /first HTTP/1.1")) + "\r\n\r\n").getBytes(UTF_8));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ").contains("upgrade: h2c");
            client.introduce();
            assertThat(client.await(1).text()).isEqualTo("GET /first HTTP/2.0 http h null 0");
            assertThat(client.ask(3, "/second").text()).startsWith("GET /second HTTP/2.0");
        }
        await().untilAsserted(() -> assertThat(Files.readAllLines(log))
                .containsExactly("HTTP/2.0 GET /first 200", "HTTP/2.0 GET /second 200"));
    }

    @Test
    void aRequestWithABodyIsNotUpgraded() throws Exception {
        start();
        try (Client client = server.client()) {
            client.send(String.join("\r\n", upgrade("POST /u HTTP/1.1")) + "\r\nContent-Length: 2\r\n\r\nab");
            assertThat(client.read().text()).isEqualTo("POST /u HTTP/1.1 http h null 2");
        }
    }

    @Test
    void whereOnlyHttp2IsSpokenHttp1IsToldSo() throws Exception {
        start(c -> c, new Http2Options(false, true, Cleartext.PRIOR_KNOWLEDGE, 100, 65535, 16384, 65536));
        Client.Response refused = server.get("/");
        assertThat(refused.status()).isEqualTo(505);
        assertThat(refused.text()).contains("the only version known here is HTTP/2");
        try (Http2Client client = client()) {
            assertThat(client.ask(1, "/").status()).isEqualTo(200);
        }
    }

    @Test
    void aHeadIsCompleteWhenItsLastFrameIs() throws Exception {
        start();
        byte[] block = Http2Client.block(Http2Client.head("GET", "/slowly", "cookie", "a=1", "cookie", "b=2"));
        try (Http2Client client = client()) {
            client.frame(Http2Client.HEADERS, Http2Client.END_STREAM, 1, Arrays.copyOf(block, 12));
            // A frame of its own, and a packet of its own.
            await().until(() -> server.card().received.get() >= 24 + 9 + 9 + 12);
            client.frame(
                    Http2Client.CONTINUATION, Http2Client.END_HEADERS, 1, Arrays.copyOfRange(block, 12, block.length));
            assertThat(client.await(1).text()).isEqualTo("GET /slowly HTTP/2.0 http localhost a=1; b=2 0");
        }
    }

    @Test
    void trailersStayApartFromTheHeader() throws Exception {
        start();
        try (Http2Client client = client()) {
            client.post(1, "/trailers");
            client.data(1, "body", false);
            client.frame(
                    Http2Client.HEADERS,
                    Http2Client.END_HEADERS | Http2Client.END_STREAM,
                    1,
                    Http2Client.block("checksum", "42"));
            Http2Client.Answer answer = client.await(1);
            assertThat(answer.text()).isEqualTo("4 42 null");
            assertThat(answer.trailers()).containsEntry("digest", "sum");

            client.post(3, "/trailers");
            byte[] block = Http2Client.block("checksum", "43");
            client.frame(Http2Client.HEADERS, Http2Client.END_STREAM, 3, Arrays.copyOf(block, 4));
            client.frame(
                    Http2Client.CONTINUATION, Http2Client.END_HEADERS, 3, Arrays.copyOfRange(block, 4, block.length));
            assertThat(client.await(3).text()).isEqualTo("0 43 null");

            client.post(5, "/trailers");
            client.frame(
                    Http2Client.HEADERS,
                    Http2Client.END_HEADERS | Http2Client.END_STREAM,
                    5,
                    Http2Client.block(":path", "/admin"));
            assertThat(client.await(5).reset).isEqualTo(PROTOCOL_ERROR);
            assertThat(client.ask(7, "/on").status()).isEqualTo(200);
        }
    }

    @Test
    void earlyHintsComeBeforeTheResponse() throws Exception {
        start();
        try (Http2Client client = client()) {
            Http2Client.Answer answer = client.ask(1, "/hints");
            assertThat(answer.heads.get(0))
                    .containsEntry(":status", "103")
                    .containsEntry("link", "</a.css>; rel=preload");
            assertThat(answer.heads.get(1)).containsEntry(":status", "200");
            assertThat(answer.body.size()).isEqualTo(200_000);
        }
    }

    @Test
    void theBodyIsAskedForWhenItIsReadAndTheResponseMayBeLong() throws Exception {
        start();
        try (Http2Client client = client()) {
            client.post(1, "/read-large", "expect", "100-continue", "content-length", "4");
            Http2Client.Answer answer = client.head(1);
            assertThat(answer.heads.get(0)).containsEntry(":status", "100");
            client.data(1, "body", true);
            assertThat(client.await(1).status()).isEqualTo(200);
            assertThat(answer.body.size()).isEqualTo(200_000);

            client.post(3, "/refused", "expect", "100-continue", "content-length", "4");
            assertThat(client.await(3).heads.get(0)).containsEntry(":status", "403");
            client.data(3, "body", true);
            client.get(5, "/", "expect", "the-unexpected");
            assertThat(client.await(5).status()).isEqualTo(417);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "host, other", "keep-alive, 5", "upgrade, websocket", "proxy-connection, close", "content-length, x",
        "x, 'a\u0000b'", "x, 'a\nHost: evil'", "x, 'a\rb'", "connection, close", "te, gzip"
    })
    void aMalformedHeadEndsItsStreamOnly(String name, String value) throws Exception {
        start();
        try (Http2Client client = client()) {
            client.get(1, "/held");
            client.get(3, "/bad", name, value);
            assertThat(client.await(3).reset).isEqualTo(PROTOCOL_ERROR);
            gate.release();
            assertThat(client.await(1).text()).isEqualTo("held");
            assertThat(seen).containsExactly("/held");
        }
    }

    @Test
    void theTargetIsAPath() throws Exception {
        start();
        try (Http2Client client = client()) {
            client.get(1, "no/solidus");
            assertThat(client.await(1).reset).isEqualTo(PROTOCOL_ERROR);
            client.frame(
                    Http2Client.HEADERS,
                    Http2Client.END_STREAM | Http2Client.END_HEADERS,
                    3,
                    Http2Client.block(":method", "CONNECT", ":authority", "localhost:80"));
            assertThat(client.await(3).reset).isEqualTo(PROTOCOL_ERROR);
            client.get(5, "/a/../b");
            assertThat(client.await(5).text()).startsWith("GET /b ");
            assertThat(seen).containsExactly("/b");
        }
    }

    @Test
    void hostCanStandForTheAuthorityAndTheSchemeIsOurs() throws Exception {
        start();
        try (Http2Client client = client()) {
            client.frame(
                    Http2Client.HEADERS,
                    Http2Client.END_STREAM | Http2Client.END_HEADERS,
                    1,
                    Http2Client.block(":method", "GET", ":scheme", "https", ":path", "/", "host", "named"));
            assertThat(client.await(1).text()).isEqualTo("GET / HTTP/2.0 http named null 0");
            client.frame(
                    Http2Client.HEADERS,
                    Http2Client.END_STREAM | Http2Client.END_HEADERS,
                    3,
                    Http2Client.block(":method", "GET", ":scheme", "http", ":path", "/none"));
            assertThat(client.await(3).status()).isEqualTo(400);
        }
    }

    // Limits

    @Test
    void moreStreamsThanAllowedAreRefusedAndCanBeTriedAgain() throws Exception {
        start(c -> c, options(Cleartext.BOTH, 3, 65535));
        try (Http2Client client = client()) {
            for (int stream = 1; stream <= 5; stream += 2) {
                client.get(stream, "/held");
            }
            client.post(7, "/over");
            client.data(7, "what was sent before the client could know", false);
            assertThat(client.await(7).reset).isEqualTo(REFUSED_STREAM);
            client.data(7, "and after", true);
            gate.release(3);
            for (int stream = 1; stream <= 5; stream += 2) {
                assertThat(client.await(stream).text()).isEqualTo("held");
            }
            assertThat(client.ask(9, "/next").status()).isEqualTo(200);
            assertThat(seen).doesNotContain("/over");
        }
    }

    @Test
    void aClientThatUsesAllStreamsAtOnceIsNeverRefused() throws Exception {
        start(c -> c, options(Cleartext.BOTH, 3, 65535));
        try (Http2Client client = client()) {
            for (int first = 1; first < 600; first += 6) {
                for (int stream = first; stream < first + 6; stream += 2) {
                    client.get(stream, "/");
                }
                for (int stream = first; stream < first + 6; stream += 2) {
                    assertThat(client.await(stream).reset).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void streamsThatAreResetCountUntilTheirThreadIsDone() throws Exception {
        start(c -> c.threads(2), options(Cleartext.BOTH, 10, 65535));
        try (Http2Client client = client()) {
            for (int i = 0; i < 150; i++) {
                client.get(2 * i + 1, "/held");
                client.reset(2 * i + 1);
            }
            client.sync();
            assertThat(server.card().begun.get()).isLessThanOrEqualTo(10);
            gate.release(10);
            await().untilAsserted(() -> assertThat(server.card().finished.get())
                    .isEqualTo(server.card().begun.get()));
            assertThat(client.ask(1001, "/after").status()).isEqualTo(200);
        }
    }

    @Test
    void rapidResetEndsTheConnection() throws Exception {
        start();
        try (Http2Client client = client()) {
            boolean open = true;
            for (int i = 0; open && i < 1000; i++) {
                try {
                    client.get(2 * i + 1, "/held");
                    client.reset(2 * i + 1);
                } catch (IOException e) {
                    open = false;
                }
            }
            assertThat(client.awaitEnd()).isIn(ENHANCE_YOUR_CALM, -1); // -1: reset before it could be read
        }
        assertThat(server.card().begun.get()).isLessThanOrEqualTo(FrameBudget.RESETS + 1);
        gate.release(1000);
        assertThat(server.get("/well").status()).isEqualTo(200);
    }

    @Test
    void aStreamThatItsClientHasResetIsOver() throws Exception {
        start();
        try (Http2Client client = client()) {
            client.get(1, "/held");
            client.reset(1);
            client.get(1, "/again");
            assertThat(client.awaitEnd()).isIn(PROTOCOL_ERROR, -1);
        }
        assertThat(seen).doesNotContain("/again");
    }

    @ParameterizedTest
    @CsvSource({"PING, 6, 0, 0, 8", "SETTINGS, 4, 0, 0, 0", "PRIORITY, 2, 0, 3, 5", "unknown, 200, 0, 0, 3"})
    void floodsEndTheConnection(String name, int type, int flags, int stream, int length) throws Exception {
        start();
        long before = server.card().sent.get();
        try (Http2Client client = client()) {
            client.flood(20_000, Http2Client.bytes(type, flags, stream, new byte[length]));
            assertThat(client.awaitEnd()).isIn(ENHANCE_YOUR_CALM, -1);
        }
        assertThat(server.card().sent.get() - before).isLessThan(FrameBudget.MOST * 2L * 17);
        assertThat(server.get("/well").status()).isEqualTo(200);
    }

    @Test
    void emptyFramesOfABodyEndTheConnection() throws Exception {
        start();
        try (Http2Client client = client()) {
            client.post(1, "/body");
            client.flood(20_000, Http2Client.bytes(Http2Client.DATA, 0, 1));
            assertThat(client.awaitEnd()).isIn(ENHANCE_YOUR_CALM, -1);
        }
    }

    @Test
    void windowUpdatesOfOneByteEndTheConnection() throws Exception {
        start();
        try (Http2Client client = client()) {
            client.flood(
                    20_000, Http2Client.bytes(Http2Client.WINDOW_UPDATE, 0, 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1));
            assertThat(client.awaitEnd()).isIn(ENHANCE_YOUR_CALM, -1);
        }
    }

    @Test
    void aHeadWithoutEndEndsTheConnection() throws Exception {
        start();
        for (int length : new int[] {0, 1, 1000}) {
            try (Http2Client client = client()) {
                client.frame(
                        Http2Client.HEADERS,
                        Http2Client.END_STREAM,
                        1,
                        Http2Client.block(Http2Client.head("GET", "/x")));
                byte[] more = length == 0 ? new byte[0] : Http2Client.block("x", "y".repeat(length));
                client.flood(1000, Http2Client.bytes(Http2Client.CONTINUATION, 0, 1, more));
                assertThat(client.awaitEnd()).isIn(ENHANCE_YOUR_CALM, PROTOCOL_ERROR, -1);
            }
        }
        assertThat(seen).isEmpty();
        assertThat(server.get("/well").status()).isEqualTo(200);
    }

    @Test
    void aLongHeadIsRefusedAsOverHttp1() throws Exception {
        start();
        try (Http2Client client = client()) {
            Http2Client.Answer answer = client.ask(1, "/long", "x", "y".repeat(9000));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("limit_request_field_size");
            assertThat(client.ask(3, "/on").status()).isEqualTo(200);
        }
    }

    // Flow control

    @Test
    void aWindowLargerThanThatOfTheProtocolIsOpenedForTheConnectionToo() throws Exception {
        start(c -> c, options(Cleartext.BOTH, 100, 1 << 20));
        try (Http2Client client = client()) {
            client.sync();
            assertThat(client.connectionWindow()).isEqualTo(1 << 20);
            client.post(1, "/upload");
            for (int i = 0; i < 60; i++) {
                client.data(1, "x".repeat(16_000), i == 59);
            }
            assertThat(client.await(1).text()).endsWith(" 960000");
        }
    }

    @Test
    void uploadsThatAreCancelledLeaveRoomForOthers() throws Exception {
        start(TestServer.Change::unbuffered, options(Cleartext.BOTH, 100, 65535));
        try (Http2Client client = client()) {
            for (int i = 0; i < 5; i++) {
                int stream = 2 * i + 1;
                client.post(stream, "/held");
                for (int j = 0; j < 4; j++) {
                    client.data(stream, "x".repeat(12_000), false);
                }
                int count = i + 1;
                await().until(() -> held.get() == count);
                client.reset(stream);
                gate.release();
                await().until(() -> server.card().finished.get() == count);
                client.sync();
                int before = i;
                assertThat(client.connectionWindow())
                        .as("after " + (before + 1))
                        .isGreaterThan(65535 + before * 48_000L);
            }
        }
    }

    @Test
    void aClientThatReadsSlowlyGetsAllOfIt() throws Exception {
        start();
        try (Http2Client client = client(4, 1000)) {
            client.get(1, "/large");
            client.get(3, "/small");
            assertThat(client.await(3).status()).isEqualTo(200);
            assertThat(client.await(1).body.size()).isEqualTo(300_000);
        }
    }

    // Ends

    @Test
    void aDrainEndsNoStream() throws Exception {
        start();
        try (Http2Client client = client().ignoringPings()) {
            client.get(1, "/held");
            await().until(() -> held.get() == 1);
            server.server().drain(Set.of(), Duration.ofSeconds(5));
            assertThat(client.awaitGoAway(1)).containsExactly(Integer.MAX_VALUE);
            // It was sent before the client had heard of the end.
            client.get(3, "/crossing");
            assertThat(client.await(3).status()).isEqualTo(200);
            assertThat(client.awaitGoAway(2).get(1)).isEqualTo(3);
            client.get(5, "/too-late");
            assertThat(client.await(5).reset).isEqualTo(REFUSED_STREAM);
            gate.release();
            assertThat(client.await(1).text()).isEqualTo("held");
            assertThat(client.awaitEnd()).isZero();
        }
        server.server().drain(Set.of(), Duration.ZERO).get(10, TimeUnit.SECONDS);
        assertThat(seen).containsExactlyInAnyOrder("/held", "/crossing");
    }

    @Test
    void aDrainWaitsForAClientThatReadsSlowly() throws Exception {
        start();
        try (Http2Client client = client(4, 1_000_000)) {
            byte[] million = {0, 15, 66, 64};
            client.frame(Http2Client.WINDOW_UPDATE, 0, 0, million);
            client.get(1, "/large");
            await().until(() -> server.card().finished.get() == 1); // the socket has taken all of it
            CompletableFuture<Void> drained = server.server().drain(Set.of(), Duration.ZERO);
            long began = System.nanoTime();
            await().until(() -> drained.isDone()
                    || System.nanoTime() - began > Duration.ofSeconds(3).toNanos());
            client.frame(Http2Client.WINDOW_UPDATE, 0, 1, million);
            assertThat(client.await(1).body.size()).isEqualTo(300_000);
            assertThat(client.awaitEnd()).isZero();
            await().until(drained::isDone);
        }
    }

    @Test
    void aClientThatHasHeardOfTheDrainIsNotWaitedFor() throws Exception {
        start();
        try (Http2Client client = client()) {
            client.ask(1, "/");
            server.server().drain(Set.of(), Duration.ofSeconds(60));
            assertThat(client.awaitEnd()).isZero();
        }
    }

    @Test
    void aClientThatLeavesGetsWhatItAskedFor() throws Exception {
        start();
        try (Http2Client client = client()) {
            client.get(1, "/held");
            await().until(() -> held.get() == 1);
            client.frame(Http2Client.GOAWAY, 0, 0, new byte[8]);
            assertThat(client.awaitGoAway(1)).containsExactly(1);
            gate.release();
            assertThat(client.await(1).text()).isEqualTo("held");
            assertThat(client.awaitEnd()).isZero();
        }
    }

    @Test
    void anIdleConnectionIsToldToLeaveWhateverItsPings() throws Exception {
        start(c -> c.keepAlive(Duration.ofMillis(300)), options(Cleartext.BOTH, 100, 65535));
        try (Http2Client client = client()) {
            client.ask(1, "/");
            assertThat(client.awaitGoAway(2)).containsExactly(Integer.MAX_VALUE, 1);
            assertThat(client.awaitEnd()).isZero();
        }
        await().until(() -> server.card().closed.get() == 1);
    }

    @Test
    void aConnectionWithAStreamIsNotIdle() throws Exception {
        start(c -> c.keepAlive(Duration.ofMillis(100)), options(Cleartext.BOTH, 100, 65535));
        try (Http2Client client = client()) {
            client.get(1, "/held");
            await().until(() -> held.get() == 1);
            int beats = server.card().beats.get();
            await().until(() -> server.card().beats.get() > beats + 8);
            client.get(3, "/other");
            assertThat(client.await(3).status()).isEqualTo(200);
            gate.release();
            assertThat(client.await(1).text()).isEqualTo("held");
        }
    }

    @Test
    void aRequestWhoseTimeIsUpIsAnsweredAndTheOthersGoOn() throws Exception {
        Path log = folder.resolve("access.log");
        start(
                c -> c.unbuffered().requestTimeout(Duration.ofMillis(400)).accessLog(log, "%m %U %s"),
                options(Cleartext.BOTH, 100, 65535));
        try (Http2Client client = client()) {
            client.get(1, "/late");
            client.post(3, "/late");
            assertThat(client.await(1).status()).isEqualTo(503);
            assertThat(client.await(1).text()).contains("The request took too long.");
            assertThat(client.await(3).status()).isEqualTo(503);
            client.data(3, "the rest of a body that nobody wants", true);
            assertThat(client.ask(5, "/on").status()).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(Files.readAllLines(log))
                .containsExactlyInAnyOrder("GET /late 503", "POST /late 503", "GET /on 200"));
        assertThat(server.events().timedOut).hasSize(2).allMatch(request -> request.answered());
    }

    @Test
    void whatIsInFlightEndsWithItsConnection() throws Exception {
        Path log = folder.resolve("access.log");
        start(c -> c.accessLog(log, "%U %s"), options(Cleartext.BOTH, 100, 65535));
        try (Http2Client client = client()) {
            client.get(1, "/held");
            client.get(3, "/held");
            await().until(() -> held.get() == 2);
        }
        await().untilAsserted(() -> assertThat(Files.readAllLines(log)).containsExactly("/held 499", "/held 499"));
        assertThat(server.card().finished.get()).isEqualTo(2);
        await().until(() -> server.card().closed.get() == 1);
    }

    @Test
    void aBodyThatNobodyReadsDoesNotHarmTheConnection() throws Exception {
        start(TestServer.Change::unbuffered, options(Cleartext.BOTH, 100, 65535));
        try (Http2Client client = client()) {
            client.post(1, "/unread");
            client.data(1, "x".repeat(10_000), false);
            assertThat(client.await(1).text()).isEqualTo("unread");
            client.data(1, "x".repeat(10_000), true);
            assertThat(client.ask(3, "/on").status()).isEqualTo(200);
        }
    }
}
