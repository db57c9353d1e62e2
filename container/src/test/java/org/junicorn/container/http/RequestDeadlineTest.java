package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.EOFException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junicorn.container.ContainerEvents.RunningRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RequestDeadlineTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final CountDownLatch release = new CountDownLatch(1);

    /** An application that does not hear an interrupt. */
    private void hang() {
        boolean interrupted = false;
        while (true) {
            try {
                release.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static TestServer start(HttpHandler app) throws Exception {
        return TestServer.blocking(c -> c.requestTimeout(TIMEOUT).threads(1), app);
    }

    private static void hello(HttpServerExchange exchange) throws Exception {
        exchange.getOutputStream().write("hello".getBytes());
    }

    @Test
    void answers503WhileTheThreadStillHangsAndReportsItTwice() throws Exception {
        try (Logs logs = new Logs();
                TestServer server = start(exchange -> {
                    hang();
                    hello(exchange);
                });
                Client client = server.client()) {
            Client.Response response = client.ask("GET /slow?secret=1 HTTP/1.1", "Host: h");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.last()).isTrue();
            assertThat(response.text()).contains("<h1>HTTP Status 503 – Service Unavailable</h1>");
            assertThat(client.atEnd()).isTrue();

            await().until(() -> server.events().timedOut.size() == 1);
            RunningRequest request = server.events().timedOut.get(0);
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.target()).isEqualTo("/slow");
            assertThat(request.answered()).isTrue();
            assertThat(request.age()).isBetween(TIMEOUT, Duration.ofSeconds(20));
            assertThat(request.stack()).anyMatch(frame -> frame.getMethodName().equals("hang"));

            // Finished for the client, not for the thread.
            await().until(() -> server.card().finished.get() == 1);
            assertThat(server.card().statuses).containsExactly(503);
            assertThat(server.card().busy).hasValue(1);
            await().until(() -> server.server().openConnections() == 0);

            await().until(() -> server.events().stuck.size() == 1);
            assertThat(server.events().stuck.get(0).answered()).isTrue();
            release.countDown();
            await().until(() -> server.card().busy.get() == 0);
            assertThat(server.get("/").text()).isEqualTo("hello");
            assertThat(server.events().timedOut).hasSize(1);
            assertThat(server.events().stuck).hasSize(1);
            await().until(() -> server.card().finished.get() == 2);
            assertThat(server.card().closed.get()).isBetween(1, 2);
            assertThat(logs.messages()).isEmpty();
        }
    }

    @Test
    void doesNotHoldUpADrain() throws Exception {
        try (TestServer server = start(exchange -> hang());
                Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> server.card().busy.get() == 1);
            CompletableFuture<Void> drained = server.server().drain(Set.of(), Duration.ZERO);
            assertThat(client.read().status()).isEqualTo(503);
            drained.get(20, TimeUnit.SECONDS);
            release.countDown();
        }
    }

    @Test
    void theApplicationIsInterruptedAndWhatItThenSaysIsNotSent() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        try (TestServer server = start(exchange -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        exchange.setStatusCode(500);
                        try {
                            exchange.getOutputStream().write(new byte[100_000]);
                        } catch (java.io.IOException expected) {
                            refused.countDown();
                        }
                    }
                });
                Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(503);
            assertThat(client.atEnd()).isTrue();
            assertThat(refused.await(60, TimeUnit.SECONDS)).isTrue();
            await().until(() -> server.card().busy.get() == 0);
            assertThat(server.events().stuck).isEmpty();
        }
    }

    @Test
    void aResponseThatHasBegunIsLeftAlone() throws Exception {
        try (TestServer server = start(exchange -> {
                    exchange.getOutputStream().write(new byte[50_000]);
                    exchange.getOutputStream().flush();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        exchange.getOutputStream().write("end".getBytes());
                    }
                });
                Client client = server.client()) {
            Client.Response response = client.get("/");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).endsWith("end");
            await().until(() -> server.events().timedOut.size() == 1);
            assertThat(server.events().timedOut.get(0).answered()).isFalse();
            await().untilAsserted(() -> assertThat(server.card().statuses).containsExactly(200));
        }
    }

    @Test
    void anInterruptDoesNotReachTheNextRequest() throws Exception {
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        try (TestServer server = start(exchange -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            if (exchange.getRelativePath().equals("/slow")) {
                // It neither clears nor hears the interrupt.
                while (!Thread.currentThread().isInterrupted()) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            } else {
                hello(exchange);
            }
        })) {
            for (int i = 0; i < 5; i++) {
                assertThat(server.get("/slow").status()).isEqualTo(503);
                await().until(() -> server.card().busy.get() == 0);
                assertThat(server.get("/").text()).isEqualTo("hello");
            }
            assertThat(interrupted).hasSize(10).containsOnly(false);
        }
    }

    @Test
    void aHeadRequestGetsNoPage() throws Exception {
        try (TestServer server = start(exchange -> hang());
                Client client = server.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read(true).status()).isEqualTo(503);
            assertThat(client.atEnd()).isTrue();
            release.countDown();
        }
    }

    @Test
    void aClientThatWasAskedForItsBodyGetsTheAnswerToo() throws Exception {
        try (TestServer server = start(exchange -> {
                    exchange.getInputStream().read();
                    hang();
                });
                Client client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.send(new byte[100_000]);
            assertThat(client.read().status()).isEqualTo(503);
            release.countDown();
        }
    }

    @Test
    void aThreadThatWaitsForAClientIsFreed() throws Exception {
        try (TestServer server = start(exchange -> exchange.getInputStream().readAllBytes());
                Client client = server.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
            client.send(new byte[70_000]); // more than is buffered
            assertThat(client.read().status()).isEqualTo(503);
            await().until(() -> server.card().busy.get() == 0);
            assertThat(server.events().stuck).isEmpty();
        }
    }

    @Test
    void aRequestWithoutAThreadIsNotWatched() throws Exception {
        CompletableFuture<HttpServerExchange> waiting = new CompletableFuture<>();
        try (TestServer server = TestServer.start(
                        new TestServer.Change().requestTimeout(TIMEOUT).settings(),
                        executor -> exchange -> exchange.dispatch(executor, () -> waiting.complete(exchange)));
                Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            HttpServerExchange exchange = waiting.get(20, TimeUnit.SECONDS);
            await().pollDelay(TIMEOUT.multipliedBy(3)).until(() -> true);
            exchange.endExchange();
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(server.events().timedOut).isEmpty();
        }
    }

    @Test
    void otherRequestsAreAnsweredMeanwhileOnTheSameServer() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c.requestTimeout(TIMEOUT), exchange -> {
                    if (exchange.getRelativePath().equals("/slow")) {
                        hang();
                    }
                    hello(exchange);
                });
                Client slow = server.client();
                Client client = server.client()) {
            slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> {
                assertThat(client.get("/").text()).isEqualTo("hello");
                return server.events().stuck.size() == 1;
            });
            assertThat(slow.read().status()).isEqualTo(503);
            assertThatThrownBy(slow::read).isInstanceOf(EOFException.class);
            release.countDown();
        }
    }

    @Test
    void isLoggedAs503(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("access.log");
        try (TestServer server = TestServer.blocking(
                c -> c.requestTimeout(TIMEOUT).accessLog(log, "%(m)s %(U)s %(s)s"), exchange -> hang())) {
            server.get("/slow");
            await().until(() -> Files.exists(log) && Files.size(log) > 0);
            release.countDown();
            await().until(() -> server.card().busy.get() == 0);
            assertThat(log).hasContent("GET /slow 503");
        }
    }
}
