package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junicorn.container.WarmUpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RehearsalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @Test
    void goesThroughTheChainOverOneConnectionMarkedAndUncounted(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("access.log");
        Queue<Integer> ports = new ConcurrentLinkedQueue<>();
        try (TestServer test = TestServer.blocking(change -> change.accessLog(log, "%U"), exchange -> {
            seen.add(exchange.getRequestURI() + "?" + exchange.getQueryString() + " "
                    + WarmUpRequest.is(exchange) + " "
                    + exchange.getRequestHeaders().getFirst(WarmUpRequest.HEADER));
            ports.add(((InetSocketAddress) exchange.getConnection().getPeerAddress()).getPort());
            exchange.getResponseSender().send("hello");
        })) {
            assertThat(test.server().rehearse("/a?b=c", PATIENCE)).isEqualTo(200);
            assertThat(test.server().rehearse("/b", PATIENCE)).isEqualTo(200);
            assertThat(ports.stream().distinct()).hasSize(1);
            test.server().rehearsed();
            assertThat(test.server().rehearse("/c", PATIENCE)).isEqualTo(200);
            assertThat(ports.stream().distinct()).hasSize(2);
            test.server().rehearsed();
            assertThat(test.card().begun).hasValue(0);
            assertThat(test.card().opened).hasValue(0);
            assertThat(test.get("/client").status()).isEqualTo(200);
        }
        assertThat(seen).containsExactly("/a?b=c true 1", "/b? true 1", "/c? true 1", "/client? false null");
        assertThat(Files.readAllLines(log)).containsExactly("/client");
    }

    @Test
    void readsAnswersOfEveryForm() throws Exception {
        try (TestServer test = TestServer.blocking(change -> change, exchange -> {
            switch (exchange.getRequestURI()) {
                case "/chunked" -> {
                    for (int i = 0; i < 50; i++) {
                        exchange.getOutputStream().write(new byte[999]);
                        exchange.getOutputStream().flush();
                    }
                }
                case "/large" -> exchange.getResponseSender().send(ByteBuffer.wrap(new byte[300_000]));
                case "/none" -> exchange.setStatusCode(204);
                case "/closed" -> {
                    exchange.setPersistent(false);
                    exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
                    exchange.getResponseSender().send("bye");
                }
                default -> exchange.setStatusCode(503);
            }
        })) {
            for (int i = 0; i < 2; i++) {
                assertThat(test.server().rehearse("/chunked", PATIENCE)).isEqualTo(200);
                assertThat(test.server().rehearse("/large", PATIENCE)).isEqualTo(200);
                assertThat(test.server().rehearse("/none", PATIENCE)).isEqualTo(204);
                assertThat(test.server().rehearse("/failing", PATIENCE)).isEqualTo(503);
                assertThat(test.server().rehearse("/closed", PATIENCE)).isEqualTo(200);
            }
        }
    }

    @Test
    void endsInTimeWhenTheApplicationDoesNotAnswerAndAsksForNoOtherWorker() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer test = TestServer.blocking(change -> change.requestTimeout(Duration.ofMillis(50)), exchange -> {
            if (exchange.getRequestURI().equals("/hang")) {
                while (end.getCount() > 0) {
                    try {
                        end.await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                        seen.add("interrupted");
                    }
                }
            }
        })) {
            assertThat(test.server().rehearse("/hang", PATIENCE)).isEqualTo(503);
            assertThat(test.server().rehearse("/quick", PATIENCE)).isEqualTo(200);
            org.awaitility.Awaitility.await().until(() -> seen.contains("interrupted"));
            assertThat(test.events().stuck).isEmpty();
            end.countDown();
        }
        CountDownLatch other = new CountDownLatch(1);
        try (TestServer test = TestServer.blocking(change -> change, exchange -> other.await())) {
            assertThatThrownBy(() -> test.server().rehearse("/hang", Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no answer within 50 ms");
            other.countDown();
            assertThat(test.server().rehearse("/again", PATIENCE)).isEqualTo(200);
        }
    }
}
