package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DrainTest {
    private static final HttpHandler HELLO =
            exchange -> exchange.getOutputStream().write("hello".getBytes());
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void completesAtOnceWithoutConnections() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, HELLO)) {
            server.server().drain(Set.of(), LONG).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void completesBeforeAnythingWasAccepted() throws Exception {
        HttpServer server = new HttpServer(TestServer.SETTINGS, new Card(), new TestServer.Events());
        server.start();
        server.drain(Set.of(), LONG).get(20, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void acceptsNothingMoreAnswersTheRequestInFlightAndSaysThatItIsTheLast() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server = TestServer.blocking(c -> c, exchange -> {
                    release.await();
                    HELLO.handleRequest(exchange);
                });
                Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> server.card().busy.get() == 1);
            CompletableFuture<Void> stopped = server.server().stoppedAccepting();
            assertThat(stopped).isNotDone();
            CompletableFuture<Void> drained = server.server().drain(Set.of(), Duration.ZERO);
            stopped.get(20, TimeUnit.SECONDS);
            assertThat(drained).isNotDone();
            try (Client late = server.client()) { // it waits in the queue for somebody else
                late.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                release.countDown();
                Client.Response response = client.read();
                assertThat(response.text()).isEqualTo("hello");
                assertThat(response.last()).isTrue();
                assertThat(client.atEnd()).isTrue();
                drained.get(20, TimeUnit.SECONDS);
            }
            assertThat(server.card().opened).hasValue(1);
            assertThat(server.card().closed).hasValue(1);
        }
    }

    @Test
    void answersARequestThatArrivesWithinTheIdleGrace() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, HELLO);
                Client client = server.client();
                Client fresh = server.client()) {
            assertThat(client.get("/").last()).isFalse();
            await().until(() -> server.card().opened.get() == 2);
            CompletableFuture<Void> drained = server.server().drain(Set.of(), LONG);
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            assertThat(client.get("/").last()).isTrue();
            assertThat(fresh.get("/").last()).isTrue();
            assertThat(client.atEnd()).isTrue();
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void closesIdleConnectionsAfterTheGrace() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, HELLO);
                Client client = server.client();
                Client fresh = server.client()) {
            client.get("/");
            await().until(() -> server.card().opened.get() == 2);
            long begin = System.nanoTime();
            CompletableFuture<Void> drained = server.server().drain(Set.of(), Duration.ofMillis(300));
            assertThat(client.atEnd()).isTrue();
            assertThat(fresh.atEnd()).isTrue();
            drained.get(20, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(290), LONG);
        }
    }

    @Test
    void aRequestThatHasArrivedIsNotCutOffAsIdle() throws Exception {
        AtomicReference<ClientConnection> connection = new AtomicReference<>();
        HttpHandler app = exchange -> {
            connection.set(ClientConnection.of(exchange));
            HELLO.handleRequest(exchange);
        };
        try (TestServer server = TestServer.blocking(c -> c, app);
                Client client = server.client()) {
            DrainGate gate = new DrainGate();
            gate.close(Duration.ZERO, System.nanoTime());
            IdlePolicy policy = new IdlePolicy(Duration.ofSeconds(75), Duration.ZERO, gate);
            for (int i = 0; i < 20; i++) {
                client.get("/");
                CountDownLatch busy = new CountDownLatch(1);
                CountDownLatch sent = new CountDownLatch(1);
                connection.get().loop().thread().execute(() -> {
                    busy.countDown();
                    try {
                        sent.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    connection.get().closeIfIdle(policy, System.nanoTime());
                });
                busy.await();
                client.send("GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n");
                sent.countDown();
                assertThat(client.read().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void answersPipelinedRequestsBeforeItCloses() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server = TestServer.blocking(c -> c, exchange -> {
                    release.await();
                    HELLO.handleRequest(exchange);
                });
                Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(3));
            await().until(() -> server.card().busy.get() == 1);
            CompletableFuture<Void> drained = server.server().drain(Set.of(), Duration.ZERO);
            release.countDown();
            assertThat(client.read().last()).isFalse();
            assertThat(client.read().last()).isFalse();
            assertThat(client.read().last()).isTrue();
            assertThat(client.atEnd()).isTrue();
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aLastResponseReachesAClientThatStillSends() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server = TestServer.blocking(TestServer.Change::unbuffered, exchange -> {
                    release.await();
                    exchange.setStatusCode(413);
                });
                Client client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n");
            client.send(new byte[50_000]);
            await().until(() -> server.card().busy.get() == 1);
            CompletableFuture<Void> drained = server.server().drain(Set.of(), Duration.ZERO);
            release.countDown();
            client.send(new byte[2_950_000]);
            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.atEnd()).isTrue();
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theLastOneEmptiesTheQueueAndClosesThePort() throws Exception {
        SharedSocket socket = SharedSocket.tcp();
        CountDownLatch go = new CountDownLatch(1);
        try (TestServer server = TestServer.start(
                socket, new TestServer.Change().maxConnections(1).settings(), TestServer.blocking(exchange -> {
                    go.await();
                    HELLO.handleRequest(exchange);
                }))) {
            Client first = server.client();
            first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> server.card().busy.get() == 1);
            List<Client> queued = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Client client = server.client();
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                queued.add(client);
            }
            assertThat(server.card().opened).hasValue(1);
            socket.close();
            CompletableFuture<Void> drained = server.server().drain(Set.of("main"), LONG);
            go.countDown();
            for (Client client : queued) {
                assertThat(client.read().last()).isTrue();
                client.close();
            }
            first.close();
            drained.get(20, TimeUnit.SECONDS);
            assertThat(server.card().opened).hasValue(21);
            assertThat(server.card().closed).hasValue(21);
            assertThatThrownBy(server::client).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void leavesTheQueueToTheOthers() throws Exception {
        try (SharedSocket socket = SharedSocket.tcp();
                TestServer first = TestServer.start(socket, TestServer.SETTINGS, TestServer.blocking(HELLO))) {
            first.server().drain(Set.of(), LONG).get(20, TimeUnit.SECONDS);
            try (Client client = first.client();
                    TestServer second = TestServer.start(socket, TestServer.SETTINGS, TestServer.blocking(HELLO))) {
                assertThat(client.get("/").text()).isEqualTo("hello");
                assertThat(second.card().opened).hasValue(1);
            }
        }
    }

    @Test
    void noRequestFailsWhileServersReplaceEachOther() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<String> failures = new CopyOnWriteArrayList<>();
        List<Thread> clients = new ArrayList<>();
        try (SharedSocket socket = SharedSocket.tcp()) {
            TestServer current = TestServer.start(socket, TestServer.SETTINGS, TestServer.blocking(HELLO));
            for (int i = 0; i < 6; i++) {
                boolean keep = i % 2 == 0;
                Thread thread = new Thread(() -> load(socket, keep, over, answered, failures));
                thread.start();
                clients.add(thread);
            }
            for (int i = 0; i < 12; i++) {
                int before = answered.get();
                await().until(() -> answered.get() > before + 500 || !failures.isEmpty());
                TestServer next = TestServer.start(socket, TestServer.SETTINGS, TestServer.blocking(HELLO));
                current.server().drain(Set.of(), Duration.ofSeconds(2)).get(20, TimeUnit.SECONDS);
                current.server().close();
                current = next;
            }
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            current.server().close();
        }
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(6000);
    }

    /** Asks until it is over; a connection is used again for as long as the server allows it, or never. */
    private static void load(
            SharedSocket socket, boolean keep, AtomicBoolean over, AtomicInteger answered, List<String> failures) {
        while (!over.get()) {
            int onThis = 0;
            try (Client client = Client.connect(socket.address())) {
                boolean more = true;
                while (more && !over.get()) {
                    Client.Response response = client.get("/");
                    if (response.status() != 200 || !response.text().equals("hello")) {
                        failures.add(response.toString());
                    }
                    answered.incrementAndGet();
                    onThis++;
                    more = keep && !response.last();
                }
            } catch (IOException e) {
                failures.add(keep + " after " + onThis + ": " + e);
            }
        }
    }
}
