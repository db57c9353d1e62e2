package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junicorn.it.HttpFailure.Phase;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String LAST = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void everyAnswerOfAWellBehavedServerCounts() throws IOException {
        try (FakeServer server = new FakeServer(false, number -> OK);
                Load load = Load.on(server.address())
                        .keepAlive(2)
                        .perRequest(2)
                        .pace(Duration.ofMillis(1))
                        .start()) {
            Await.until("200 answers", () -> load.answered() > 200);
            Load.Report report = load.stop();
            report.assertNoFailures();
            assertThat(report.answers()).containsOnlyKeys("ok");
            assertThat(report.answers().get("ok")).isEqualTo(report.samples().size());
            assertThat(report.samples())
                    .extracting(Load.Sample::kind)
                    .contains(Load.Kind.KEEP_ALIVE, Load.Kind.PER_REQUEST);
        }
    }

    @Test
    void aKeptConnectionIsUsedAgainAndAgain() throws IOException {
        try (FakeServer server = new FakeServer(false, number -> OK);
                Load load = Load.on(server.address()).keepAlive(3).perRequest(0).start()) {
            Await.until("30 answers", () -> load.answered() > 30);
            load.stop().assertNoFailures();
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void anAnnouncedCloseIsNoFailure() throws IOException {
        try (FakeServer server = new FakeServer(true, number -> LAST);
                Load load = Load.on(server.address()).keepAlive(2).perRequest(0).start()) {
            Await.until("20 answers", () -> load.answered() > 20);
            load.stop().assertNoFailures();
        }
    }

    @Test
    void aCloseThatNobodyAnnouncedIsAFailure() throws IOException {
        assertPhase(new FakeServer(true, number -> OK), 1, 0, Phase.CLOSED_WHILE_IDLE);
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerIsAFailure() throws IOException {
        assertPhase(new FakeServer(true, number -> null), 0, 1, Phase.RESET_BEFORE_RESPONSE);
    }

    @Test
    void aShortBodyIsAFailure() throws IOException {
        assertPhase(new FakeServer(true, number -> OK.replace("h: 2", "h: 3")), 0, 1, Phase.TRUNCATED);
    }

    @Test
    void aShortHeadIsAFailure() throws IOException {
        assertPhase(new FakeServer(true, number -> "HTTP/1.1 200 OK\r\nConte"), 0, 1, Phase.TRUNCATED);
    }

    @Test
    void anErrorStatusIsAFailure() throws IOException {
        assertPhase(new FakeServer(true, number -> LAST.replace("200 OK", "503 Busy")), 1, 0, Phase.STATUS);
    }

    @Test
    void somethingElseThanHttpIsAFailure() throws IOException {
        assertPhase(new FakeServer(true, number -> "SSH-2.0-x\r\n\r\n"), 0, 1, Phase.MALFORMED);
    }

    @Test
    void silenceIsAFailureAfterTheTimeOut() throws IOException {
        assertPhase(
                new FakeServer(false, number -> "HTTP/1.1 200 OK\r\n"), 0, 1, Phase.TIMED_OUT, Duration.ofMillis(300));
    }

    @Test
    void nobodyListeningIsAFailure() throws IOException {
        FakeServer gone = new FakeServer(false, number -> OK);
        gone.close();
        assertPhase(gone, 0, 1, Phase.CONNECT_REFUSED);
    }

    @Test
    void oneFailureAmongManyAnswersFailsTheReport() throws IOException {
        try (FakeServer server = new FakeServer(false, number -> number == 17 ? null : OK);
                Load load = Load.on(server.address()).keepAlive(2).perRequest(2).start()) {
            Await.until("40 answers", () -> load.answered() > 40);
            Load.Report report = load.stop();
            assertThatThrownBy(report::assertNoFailures)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("1 failed {RESET_BEFORE_RESPONSE=1}");
        }
    }

    @Test
    void chunkedAnswersAndInterimOnesAreUnderstood() throws IOException {
        String answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        try (FakeServer server = new FakeServer(false, number -> answer)) {
            assertThat(Http.get(server.address(), "/").text()).isEqualTo("abcde");
        }
    }

    private static void assertPhase(FakeServer server, int keepAlive, int perRequest, Phase expected)
            throws IOException {
        assertPhase(server, keepAlive, perRequest, expected, Duration.ofSeconds(30));
    }

    private static void assertPhase(FakeServer server, int keepAlive, int perRequest, Phase expected, Duration timeout)
            throws IOException {
        try (server;
                Load load = Load.on(server.address())
                        .keepAlive(keepAlive)
                        .perRequest(perRequest)
                        .timeout(timeout)
                        .start()) {
            Await.until("a failure", () -> load.failed() > 0);
            assertThat(load.stop().byPhase()).containsOnlyKeys(expected);
        }
    }
}
