package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junicorn.container.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ConnectionsTest {
    private static final HttpHandler HELLO =
            exchange -> exchange.getOutputStream().write("hello".getBytes());

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static void awaitNone(TestServer server) {
        await().untilAsserted(() -> {
            assertThat(server.server().openConnections()).isZero();
            assertThat(server.card().closed.get())
                    .isEqualTo(server.card().opened.get());
        });
    }

    @Test
    void answersSeveralRequestsOnOneConnection() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, HELLO);
                Client client = server.client()) {
            for (int i = 0; i < 100; i++) {
                Client.Response response = client.get("/" + i);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text()).isEqualTo("hello");
                assertThat(response.headers()).doesNotContainKey("connection");
            }
            assertThat(server.card().opened).hasValue(1);
            await().until(() -> server.card().finished.get() == 100);
            assertThat(server.card().begun).hasValue(100);
            assertThat(server.card().methods).hasSize(100).containsOnly("GET");
            assertThat(server.card().waits).hasSize(100).allMatch(nanos -> nanos > 0);
            assertThat(server.card().statuses).containsExactly(200);
        }
    }

    @Test
    void countsEveryByteOfAConnectionOnce() throws Exception {
        String get = "GET /%d HTTP/1.1\r\nHost: h\r\n\r\n";
        String post = "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n";
        HttpHandler app = exchange -> {
            exchange.getInputStream().readAllBytes();
            HELLO.handleRequest(exchange);
        };
        try (TestServer server = TestServer.blocking(c -> c, app);
                Client client = server.client()) {
            String sent = get.formatted(0) + get.formatted(1) + post + "x".repeat(100_000);
            client.send(sent);
            int read = client.channel().socket().getInputStream().readAllBytes().length;
            awaitNone(server);
            assertThat(server.card().received).hasValue(sent.length());
            assertThat(server.card().sent).hasValue(read);
        }
    }

    @Test
    void whatTheServerAsksItselfCountsNowhere() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        HttpHandler app = exchange -> {
            if (exchange.getRelativePath().equals("/slow")) {
                release.await(20, TimeUnit.SECONDS);
            }
            exchange.setStatusCode(204);
        };
        try (TestServer server = TestServer.blocking(c -> c, app)) {
            assertThat(server.server().ask("/well?or=not", Duration.ofSeconds(20)))
                    .isEqualTo(204);
            assertThatThrownBy(() -> server.server().ask("/slow", Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no answer within 50 ms");
            release.countDown();
            await().until(() -> server.card().busy.get() == 0);
            Card card = server.card();
            assertThat(List.of(card.opened.get(), card.begun.get(), card.finished.get()))
                    .containsOnly(0);
            assertThat(List.of(card.received.get(), card.sent.get())).containsOnly(0L);
            assertThat(card.waits).isEmpty();
        }
    }

    @Test
    void tellsWhatWaitsAndWhatIsOldest() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        HttpHandler app = exchange -> {
            release.await(20, TimeUnit.SECONDS);
            HELLO.handleRequest(exchange);
        };
        try (TestServer server = TestServer.blocking(c -> c.threads(1), app);
                Client first = server.client();
                Client second = server.client()) {
            HttpServer http = server.server();
            assertThat(http.oldestQueued()).isZero();
            first.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> server.card().busy.get() == 1);
            second.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> http.queued() == 1);
            await().until(() -> http.oldestQueued().toMillis() >= 20);
            assertThat(http.oldestRequest()).isGreaterThan(http.oldestQueued());
            release.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            await().until(() -> http.queued() == 0);
            assertThat(http.oldestQueued()).isZero();
            await().untilAsserted(() -> assertThat(http.oldestRequest()).isZero());
            assertThat(server.card().waits).anyMatch(nanos -> nanos >= TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void countsEachConnectionOnceHoweverItEnds() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        HttpHandler app = exchange -> {
            if (exchange.getRelativePath().equals("/wait")) {
                release.await(20, TimeUnit.SECONDS);
            }
            HELLO.handleRequest(exchange);
        };
        try (Logs logs = new Logs();
                TestServer server = TestServer.blocking(c -> c, app)) {
            server.client().close(); // nothing sent
            server.client().reset();
            try (Client half = server.client()) {
                half.send("GET / HT");
            }
            Client reset = server.client();
            reset.send("GET / HT");
            reset.reset();
            try (Client shut = server.client()) {
                shut.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                shut.channel().shutdownOutput();
                assertThat(shut.read().status()).isEqualTo(200);
                assertThat(shut.atEnd()).isTrue();
            }
            try (Client bad = server.client()) {
                bad.send("nonsense\r\n\r\n");
                assertThat(bad.read().status()).isEqualTo(400);
                assertThat(bad.atEnd()).isTrue();
            }
            try (Client last = server.client()) {
                assertThat(last.ask("GET / HTTP/1.1", "Host: h", "Connection: close")
                                .last())
                        .isTrue();
                assertThat(last.atEnd()).isTrue();
            }
            Client gone = server.client();
            gone.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> server.card().busy.get() == 1);
            gone.reset();
            release.countDown();
            awaitNone(server);
            assertThat(server.card().opened).hasValue(8);
            await().until(() -> server.card().busy.get() == 0);
            assertThat(server.card().finished.get())
                    .isEqualTo(server.card().begun.get());
            assertThat(logs.messages()).isEmpty();
        }
    }

    @Test
    void aClientThatLeavesDuringADownloadCausesNoNoise() throws Exception {
        try (Logs logs = new Logs();
                TestServer server = TestServer.blocking(
                        c -> c, exchange -> exchange.getOutputStream().write(new byte[20_000_000]))) {
            for (int i = 0; i < 5; i++) {
                Client client = server.client();
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(client.channel().read(java.nio.ByteBuffer.allocate(10)))
                        .isPositive();
                client.reset();
            }
            awaitNone(server);
            await().until(() -> server.card().busy.get() == 0);
            assertThat(logs.messages()).isEmpty();
        }
    }

    @Test
    void stopsAcceptingWhenApplicationsWorkForAllConnections() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TestServer server = TestServer.blocking(c -> c.maxConnections(2), exchange -> {
                    go.await();
                    HELLO.handleRequest(exchange);
                });
                Client first = server.client();
                Client second = server.client()) {
            first.send(GET);
            second.send(GET);
            await().until(() -> server.card().busy.get() == 2);
            try (Client third = server.client()) { // in the kernel's queue
                third.send(GET);
                int beats = server.card().beats.get();
                await().until(() -> server.card().beats.get() > beats + 12); // of two loops: more than a second
                assertThat(server.card().opened).hasValue(2);
                go.countDown();
                assertThat(first.read().status()).isEqualTo(200);
                assertThat(second.read().status()).isEqualTo(200);
                assertThat(third.read().status()).isEqualTo(200); // when one of them has been idle for long enough
            }
        }
    }

    @Test
    void whoeverKeepsTheServerWaitingForLongestLeavesWhenOthersWantItsPlace() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c.maxConnections(3), HELLO);
                Client slowHead = server.client();
                Client silent = server.client();
                Client idle = server.client();
                Logs logs = new Logs()) {
            slowHead.send("GET / HTTP/1.1\r\nX-Slow:");
            await().until(() ->
                    server.card().received.get() > 0 && server.card().opened.get() == 3);
            assertThat(idle.get("/").status()).isEqualTo(200);
            try (Client fourth = server.client();
                    Client fifth = server.client();
                    Client sixth = server.client()) {
                assertThat(fourth.get("/").status()).isEqualTo(200);
                assertThat(fifth.get("/").status()).isEqualTo(200);
                assertThat(sixth.get("/").status()).isEqualTo(200);
                Client.Response refused = slowHead.read();
                assertThat(refused.status()).isEqualTo(408);
                assertThat(refused.text())
                        .contains("The head of the request came too slowly, and others want its place.");
                assertThat(slowHead.atEnd()).isTrue();
                assertThat(silent.atEnd()).isTrue();
                assertThat(idle.atEnd()).isTrue();
            }
            assertThat(server.card().refused).containsOnly(Refused.CROWDED).hasSizeGreaterThanOrEqualTo(3);
            assertThat(logs.messages())
                    .filteredOn(message -> message.startsWith("all 3 connections are in use (worker_connections)"))
                    .hasSize(1);
        }
    }

    @Test
    void aBodyThatHardlyMovesAndAResponseThatNobodyReadsLeaveToo() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TestServer server = TestServer.blocking(c -> c.maxConnections(2), exchange -> {
                    if (exchange.getRequestPath().equals("/held")) {
                        go.await();
                    }
                    exchange.getOutputStream()
                            .write(new byte[exchange.getRequestPath().equals("/large") ? 32 << 20 : 1]);
                });
                Client body = server.client();
                Client reader = server.client()) {
            body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n1");
            reader.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> server.card().begun.get() == 2);
            try (Client third = server.client()) {
                third.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n"); // nobody can take its place
                try (Client fourth = server.client()) {
                    assertThat(fourth.get("/").status()).isEqualTo(200);
                }
                go.countDown();
                assertThat(third.read().status()).isEqualTo(200);
            }
            Client.Response refused = body.read();
            assertThat(refused.status()).isEqualTo(408);
            assertThat(refused.text()).contains("and others want its place; see worker_connections");
            await().until(() -> server.card().busy.get() == 0);
            assertThat(server.card().refused).containsExactly(Refused.CROWDED, Refused.CROWDED);
        }
    }

    @Test
    void nobodyHasToLeaveWhileAnotherWorkerHasRoom() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c.maxConnections(1), HELLO);
                Client first = server.client()) {
            assertThat(first.get("/").status()).isEqualTo(200);
            server.card().crowded = true;
            try (Client second = server.client()) {
                second.send(GET);
                int beats = server.card().beats.get();
                await().until(() -> server.card().beats.get() > beats + 12);
                assertThat(first.get("/").status()).isEqualTo(200);
                server.card().crowded = false;
                assertThat(second.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void givesWayToOthersWhenCrowdedButNotForEver() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, HELLO)) {
            server.get("/");
            server.card().crowded = true;
            int before = server.card().asked.get();
            for (int i = 0; i < 5; i++) {
                assertThat(server.get("/").status()).isEqualTo(200);
            }
            assertThat(server.card().asked.get() - before).isGreaterThanOrEqualTo(60);
        }
    }

    @Test
    void aStuckIoThreadHoldsOneConnectionOnly() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        // Not dispatched: it blocks an I/O thread. There are two, and both shall be stuck.
        try (TestServer server = TestServer.start(TestServer.SETTINGS, executor -> exchange -> release.await())) {
            List<Client> stuck = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Client client = server.client();
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                stuck.add(client);
                int count = i + 1;
                await().until(() -> server.card().begun.get() == count);
            }
            for (int i = 0; i < 5; i++) {
                stuck.add(server.client());
            }
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            assertThat(server.card().opened).hasValue(3);
            release.countDown();
            await().until(() -> server.card().opened.get() == 7);
            for (Client client : stuck) {
                client.close();
            }
        }
    }

    @Test
    void closesAConnectionThatHasBeenIdleForTheKeepAliveTime() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c.keepAlive(Duration.ofMillis(300)), HELLO);
                Client client = server.client()) {
            assertThat(client.get("/").last()).isFalse();
            assertThat(client.get("/").last()).isFalse();
            assertThat(client.atEnd()).isTrue();
            awaitNone(server);
        }
    }

    @Test
    void keepsNoConnectionWithoutKeepAlive() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c.keepAlive(Duration.ZERO), HELLO);
                Client client = server.client()) {
            assertThat(client.get("/").last()).isTrue();
            assertThat(client.atEnd()).isTrue();
        }
    }

    @Test
    void closesAConnectionWhoseClientDoesNotAfterTheLastResponse() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, HELLO);
                Client client = server.client()) {
            assertThat(client.ask("GET / HTTP/1.1", "Host: h", "Connection: close")
                            .last())
                    .isTrue();
            awaitNone(server); // the client has not closed its side
        }
    }

    @Test
    void spreadsConnectionsOverTheIoThreads() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, exchange -> exchange.getOutputStream()
                .write(exchange.getIoThread().getName().getBytes()))) {
            List<Client> clients = new ArrayList<>();
            List<String> threads = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Client client = server.client();
                clients.add(client);
                threads.add(client.get("/").text());
            }
            assertThat(threads).filteredOn(name -> name.endsWith("I/O-1")).hasSize(5);
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void eachIoThreadBeats() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, HELLO)) {
            await().until(() -> server.card().beats.get() >= 6);
            assertThat(server.card().beating).containsExactlyInAnyOrder(0, 1);
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c.requestTimeout(Duration.ofSeconds(9)), HELLO)) {
            server.get("/");
        }
        List<String> ours = List.of("http I/O", "http Accept", "http task", "acceptor-", "request-", "drain");
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> ours.stream().anyMatch(name::startsWith)));
    }

    @Test
    void closesConnectionsAtTheEndAndMayBeClosedTwice() throws Exception {
        TestServer server = TestServer.blocking(c -> c, HELLO);
        try (Client client = server.client()) {
            client.get("/");
            server.close();
            assertThat(client.atEnd()).isTrue();
            server.close();
            assertThat(server.card().closed).hasValue(1);
        }
    }

    @Test
    void doesNotWaitForARequestThatDoesNotEnd() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        TestServer server = TestServer.blocking(c -> c, exchange -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        try (Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> server.card().busy.get() == 1);
            assertThat(server.server().runningRequests()).singleElement().satisfies(running -> {
                assertThat(running.method()).isEqualTo("GET");
                assertThat(running.target()).isEqualTo("/");
                assertThat(running.thread()).startsWith("request-");
                assertThat(running.stack()).isNotEmpty();
            });
            server.close();
            assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
            await().until(() -> server.card().busy.get() == 0);
            assertThat(server.card().closed).hasValue(1);
        } catch (IOException e) {
            throw new AssertionError("closing waited", e);
        }
    }
}
