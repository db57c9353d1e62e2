package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junicorn.container.EdgeLimits;
import org.junicorn.container.Refused;
import org.junicorn.container.http.Http2Options.Cleartext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may take of a worker over HTTP/2, where a connection has many requests. */
@Timeout(60)
class Http2LimitsTest {
    private static final int INITIAL_WINDOW = 4;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(600);

    private final Semaphore gate = new Semaphore(0);
    private TestServer server;

    @AfterEach
    void stop() throws IOException {
        gate.release(1000);
        server.close();
    }

    private static EdgeLimits limits(Duration body, int buffered, Duration send) {
        return new EdgeLimits(
                LONG, body, 500, send, 500, 0, 0, 65536, buffered, 0, 100, LONG, List.of(), Optional.empty());
    }

    private void start(EdgeLimits limits) throws Exception {
        server = TestServer.start(
                new TestServer.Change()
                        .limits(limits)
                        .threads(2)
                        .settings()
                        .with(new Http2Options(true, true, Cleartext.PRIOR_KNOWLEDGE, 100, 65535, 16384, 65536)),
                TestServer.blocking(this::answer));
    }

    private void answer(HttpServerExchange exchange) throws Exception {
        switch (exchange.getRelativePath()) {
            case "/held" -> gate.acquire();
            case "/large" -> exchange.getOutputStream().write(new byte[300_000]);
            case "/huge" -> exchange.getOutputStream().write(new byte[30_000_000]);
            case "/cookies" -> exchange.getResponseHeaders().put(new HttpString("X-Large"), "x".repeat(5000));
            case "/first" -> {
                exchange.getOutputStream().write(exchange.getInputStream().read());
                exchange.getOutputStream().flush();
            }
            default -> {}
        }
        int length = exchange.getInputStream().readAllBytes().length;
        exchange.getOutputStream().write(("" + length).getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65536})
    void aBodyThatComesTooSlowlyIsAnswered408AndOtherStreamsGoOn(int buffered) throws Exception {
        start(limits(SHORT, buffered, LONG));
        try (Http2Client client = Http2Client.open(server.address())) {
            client.post(1, "/");
            client.data(1, "1", false);
            assertThat(client.ask(3, "/").text()).isEqualTo("0");
            Http2Client.Answer slow = client.await(1);
            assertThat(slow.status()).isEqualTo(408);
            assertThat(slow.text()).contains("the request&#39;s body comes too slowly");
            assertThat(client.ask(5, "/").text()).isEqualTo("0");
            await().until(() -> server.card().busy.get() == 0);
            assertThat(server.card().refused).containsExactly(Refused.SLOW);
        }
    }

    @Test
    void aClientMayWaitForAnAnswerBeforeItSendsMoreOfABodyOfUnknownLength() throws Exception {
        start(limits(LONG, 65536, LONG));
        try (Http2Client client = Http2Client.open(server.address())) {
            client.post(1, "/first");
            client.data(1, "a", false);
            assertThat(client.head(1).status()).isEqualTo(200);
            client.data(1, "bc", true);
            assertThat(client.await(1).text()).isEqualTo("a2");
        }
    }

    @Test
    void aBodyOfKnownLengthIsReceivedBeforeAThreadIsTaken() throws Exception {
        start(limits(LONG, 65536, LONG));
        try (Http2Client client = Http2Client.open(server.address())) {
            client.post(1, "/", "content-length", "3");
            client.data(1, "a", false);
            client.post(3, "/", "content-length", "3");
            client.post(5, "/", "content-length", "3");
            assertThat(client.ask(7, "/").text()).isEqualTo("0"); // there are two threads
            client.data(1, "bc", true);
            assertThat(client.await(1).text()).isEqualTo("3");
        }
    }

    @Test
    void whoeverSendsSlowlyAndReadsNothingIsReset() throws Exception {
        start(limits(SHORT, 0, LONG));
        try (Http2Client client = Http2Client.open(server.address(), INITIAL_WINDOW, 0)) {
            client.post(1, "/");
            client.data(1, "1", false);
            assertThat(client.await(1).reset).isNotNegative();
            await().until(() -> server.card().busy.get() == 0);
        }
    }

    @Test
    void aResponseThatNobodyReadsIsReset() throws Exception {
        start(limits(LONG, 65536, SHORT));
        try (Http2Client client = Http2Client.open(server.address(), INITIAL_WINDOW, 0)) {
            client.get(1, "/large");
            assertThat(client.await(1).reset).isNotNegative();
            await().until(() -> server.card().busy.get() == 0);
            client.get(3, "/");
            client.frame(Http2Client.WINDOW_UPDATE, 0, 3, (byte) 0, (byte) 0, (byte) 1, (byte) 0);
            assertThat(client.await(3).text()).isEqualTo("0");
            assertThat(server.card().refused).containsExactly(Refused.SLOW);
        }
    }

    @Test
    void aConnectionOfWhichNothingIsReadIsClosed() throws Exception {
        start(limits(LONG, 65536, SHORT));
        try (Http2Client client = Http2Client.open(server.address(), INITIAL_WINDOW, 30_000_000)) {
            client.frame(Http2Client.WINDOW_UPDATE, 0, 0, (byte) 2, (byte) 0, (byte) 0, (byte) 0);
            client.get(1, "/huge");
            await().until(() -> server.card().closed.get() == 1);
            await().until(() -> server.card().busy.get() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65536})
    void aBodyThatIsTooLongIsAnswered413(int buffered) throws Exception {
        start(new EdgeLimits(
                LONG, LONG, 500, LONG, 500, 0, 10, 65536, buffered, 0, 100, LONG, List.of(), Optional.empty()));
        try (Http2Client client = Http2Client.open(server.address())) {
            client.post(1, "/");
            client.data(1, "0123456789", true);
            assertThat(client.await(1).text()).isEqualTo("10");
            client.post(3, "/", "content-length", "11");
            assertThat(client.await(3).status()).isEqualTo(413);
            client.post(5, "/");
            client.data(5, "01234567890", true);
            assertThat(client.await(5).status()).isEqualTo(413);
            assertThat(client.ask(7, "/").text()).isEqualTo("0");
        }
    }

    @Test
    void aConnectionThatHasHadItsRequestsIsToldToLeave() throws Exception {
        start(new EdgeLimits(
                LONG, LONG, 500, LONG, 500, 2, 0, 65536, 65536, 0, 100, LONG, List.of(), Optional.empty()));
        try (Http2Client client = Http2Client.open(server.address())) {
            assertThat(client.ask(1, "/").text()).isEqualTo("0");
            client.get(3, "/held");
            assertThat(client.awaitGoAway(1)).isNotEmpty();
            gate.release();
            assertThat(client.await(3).text()).isEqualTo("0");
            assertThat(client.awaitEnd()).isEqualTo(0);
        }
    }

    @Test
    void whatIsTooMuchAtATimeWaitsAndTheRestIsAnswered503() throws Exception {
        start(new EdgeLimits(LONG, LONG, 500, LONG, 500, 0, 0, 65536, 65536, 1, 1, LONG, List.of(), Optional.empty()));
        try (Http2Client client = Http2Client.open(server.address())) {
            client.get(1, "/held");
            await().until(() -> server.card().busy.get() == 1);
            client.get(3, "/");
            Http2Client.Answer refused = client.ask(5, "/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.heads.get(0)).containsKey("retry-after");
            gate.release();
            assertThat(client.await(1).text()).isEqualTo("0");
            assertThat(client.await(3).text()).isEqualTo("0");
        }
    }

    @Test
    void aHeadThatIsTooLargeForProxiesIsAnswered500() throws Exception {
        start(new EdgeLimits(LONG, LONG, 500, LONG, 500, 0, 0, 4096, 65536, 0, 100, LONG, List.of(), Optional.empty()));
        try (Http2Client client = Http2Client.open(server.address())) {
            assertThat(client.ask(1, "/cookies").status()).isEqualTo(500);
            assertThat(client.ask(3, "/").text()).isEqualTo("0");
        }
    }
}
