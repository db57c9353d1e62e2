package org.junicorn.container.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junicorn.container.EdgeLimits;
import org.junicorn.container.RateRule;
import org.junicorn.container.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client may take of a worker, over sockets. */
@Timeout(60)
class EdgeLimitsTest {
    private static final String HOST = "Host: h\r\n";

    /** Limits that differ in something. */
    private static final class Change {
        private Duration head = Duration.ofSeconds(20);
        private Duration bodyTimeout = Duration.ofSeconds(20);
        private int bodyRate = 500;
        private Duration sendTimeout = Duration.ofSeconds(60);
        private int requests;
        private long body;
        private int responseHead = 65536;
        private int buffered = 65536;
        private int concurrent;
        private int queued = 100;
        private Duration patience = Duration.ofSeconds(10);
        private String rate = "";

        EdgeLimits limits() {
            return new EdgeLimits(
                    head,
                    bodyTimeout,
                    bodyRate,
                    sendTimeout,
                    500,
                    requests,
                    body,
                    responseHead,
                    buffered,
                    concurrent,
                    queued,
                    patience,
                    rate.isEmpty() ? List.of() : List.of(RateRule.parse(rate)),
                    Optional.empty());
        }
    }

    /** Answers the length of the body, on a request thread. */
    private static void count(HttpServerExchange exchange) throws IOException {
        long length = exchange.getInputStream().readAllBytes().length;
        exchange.getOutputStream().write(("" + length).getBytes());
    }

    private static TestServer server(UnaryOperator<Change> change) throws Exception {
        return TestServer.blocking(
                c -> c.limits(change.apply(new Change()).limits()).threads(2), EdgeLimitsTest::count);
    }

    private static Client slow(TestServer server, String head, String begun) throws IOException {
        Client client = server.client();
        client.send(head + HOST + begun);
        return client;
    }

    @Test
    void aHeadThatComesTooSlowlyIsAnswered408() throws Exception {
        try (TestServer server = server(c -> {
                    c.head = Duration.ofMillis(600);
                    return c;
                });
                Client client = slow(server, "GET / HTTP/1.1\r\n", "X-Slow: 1")) {
            Client.Response response = client.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.last()).isTrue();
            assertThat(response.text()).contains("The head of the request came too slowly.");
            assertThat(client.atEnd()).isTrue();
            assertThat(server.card().refused).containsExactly(Refused.SLOW);
            assertThat(server.card().statuses).containsExactly(408);
        }
    }

    @Test
    void aSecondHeadMustComeInTimeAsWell() throws Exception {
        try (TestServer server = server(c -> {
                    c.head = Duration.ofMillis(600);
                    return c;
                });
                Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\n" + HOST + "\r\nGET /again HTTP/1.1\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(408);
        }
    }

    @Test
    void clientsThatSendSmallBodiesSlowlyHoldNoThread() throws Exception {
        List<Client> slow = new ArrayList<>();
        try (TestServer server = server(c -> c)) {
            for (int i = 0; i < 20; i++) {
                slow.add(slow(server, "POST / HTTP/1.1\r\n", "Content-Length: 10\r\n\r\n1"));
            }
            await().until(() -> server.card().begun.get() == 20);
            assertThat(server.get("/").text()).isEqualTo("0");
            await().until(() -> server.card().busy.get() == 0);
            for (int i = 0; i < 20; i++) {
                slow.get(i).send("234567890");
                assertThat(slow.get(i).read().text()).isEqualTo("10");
                slow.get(i).send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc");
                assertThat(slow.get(i).read().text()).isEqualTo("3");
            }
        } finally {
            for (Client client : slow) {
                client.close();
            }
        }
    }

    @Test
    void aClientMayWaitForAnAnswerBeforeItSendsMoreOfABodyOfUnknownLength() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c.threads(1), EdgeLimitsTest::converse);
                Client client = slow(server, "POST / HTTP/1.1\r\n", "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n")) {
            client.readHead();
            for (String part : List.of("b", "c", "d")) {
                assertThat(client.chunk()).hasSize(1);
                client.send("1\r\n" + part + "\r\n");
            }
            assertThat(client.chunk()).isEqualTo("D");
            client.send("0\r\n\r\n");
            assertThat(client.chunk()).isEmpty();
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    /** Answers each byte by its capital letter, at once. */
    private static void converse(HttpServerExchange exchange) throws IOException {
        for (int b = exchange.getInputStream().read();
                b >= 0;
                b = exchange.getInputStream().read()) {
            exchange.getOutputStream().write(Character.toUpperCase(b));
            exchange.getOutputStream().flush();
        }
    }

    @Test
    void aBodyThatIsLongerThanWhatIsBufferedGoesToTheApplicationAtOnce() throws Exception {
        try (TestServer server = server(c -> {
                    c.buffered = 9;
                    return c;
                });
                Client client = slow(server, "POST / HTTP/1.1\r\n", "Content-Length: 10\r\n\r\n1")) {
            await().until(() -> server.card().busy.get() == 1);
            client.send("234567890");
            assertThat(client.read().text()).isEqualTo("10");
        }
    }

    @Test
    void bodiesOfAllLengthsArriveAsTheyWereSent() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, exchange -> exchange.getOutputStream()
                        .write(exchange.getInputStream().readAllBytes()));
                Client client = server.client()) {
            for (int length : new int[] {0, 1, 16363, 16364, 16365, 65535, 65536, 65537, 70000, 300_000}) {
                String body = "0123456789abcdef".repeat(length / 16 + 1).substring(0, length);
                client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: " + length + "\r\n\r\n" + body);
                assertThat(client.read().text()).isEqualTo(body);
                client.send("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n"
                        + (length == 0 ? "" : Integer.toHexString(length) + "\r\n" + body + "\r\n") + "0\r\n\r\n");
                assertThat(client.read().text()).isEqualTo(body);
            }
        }
    }

    @Test
    void aSmallBodyThatComesTooSlowlyIsAnswered408WithoutTheApplication() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (TestServer server = TestServer.blocking(
                        c -> {
                            Change change = new Change();
                            change.bodyTimeout = Duration.ofMillis(600);
                            return c.limits(change.limits());
                        },
                        exchange -> calls.incrementAndGet());
                Client client = slow(server, "POST / HTTP/1.1\r\n", "Content-Length: 10\r\n\r\n1")) {
            Client.Response response = client.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.text())
                    .contains("the request&#39;s body comes too slowly; body_timeout = 0.6s, min_body_rate = 500");
            assertThat(client.atEnd()).isTrue();
            assertThat(calls.get()).isZero();
            assertThat(server.card().refused).containsExactly(Refused.SLOW);
        }
    }

    @Test
    void aLargeBodyThatComesTooSlowlyGivesTheThreadBack() throws Exception {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        try (TestServer server = TestServer.blocking(
                        c -> {
                            Change change = new Change();
                            change.bodyTimeout = Duration.ofMillis(600);
                            change.buffered = 0;
                            return c.limits(change.limits()).threads(1);
                        },
                        exchange -> {
                            try {
                                count(exchange);
                            } catch (IOException e) {
                                failures.add(e.getClass().getSimpleName());
                                throw e;
                            }
                        });
                Client client = slow(server, "POST / HTTP/1.1\r\n", "Content-Length: 10000\r\n\r\n1")) {
            assertThat(client.read().status()).isEqualTo(408);
            await().atMost(20, SECONDS).until(() -> failures.size() == 1);
            await().until(() -> server.card().busy.get() == 0);
            assertThat(server.get("/").text()).isEqualTo("0");
        }
    }

    @Test
    void anApplicationThatTakesItsTimeToReadIsNotTheClientsFault() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TestServer server = TestServer.blocking(
                        c -> {
                            Change change = new Change();
                            change.bodyTimeout = Duration.ofMillis(300);
                            change.buffered = 0;
                            return c.limits(change.limits());
                        },
                        exchange -> {
                            exchange.getInputStream().read();
                            go.await();
                            count(exchange);
                        });
                Client client = slow(server, "POST / HTTP/1.1\r\n", "Content-Length: 100000\r\n\r\n1")) {
            await().until(() -> server.card().busy.get() == 1);
            int beats = server.card().beats.get();
            await().until(() -> server.card().beats.get() > beats + 10); // two loops: five looks
            client.send("x".repeat(99_999));
            go.countDown();
            assertThat(client.read().text()).isEqualTo("99999");
        }
    }

    @Test
    void aBodyWithoutAnEndIsAnswered400() throws Exception {
        try (TestServer server = server(c -> c);
                Client client = slow(server, "POST / HTTP/1.1\r\n", "Content-Length: 10\r\n\r\n1")) {
            await().until(() -> server.card().begun.get() == 1);
            client.channel().shutdownOutput();
            assertThat(client.read().status()).isEqualTo(400);
        }
    }

    @Test
    void aMalformedChunkIsAnswered400() throws Exception {
        try (TestServer server = server(c -> c);
                Client client = slow(server, "POST / HTTP/1.1\r\n", "Transfer-Encoding: chunked\r\n\r\n")) {
            await().until(() -> server.card().begun.get() == 1);
            client.send("3 \r\nabc\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
            Client.Response response = client.read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.last()).isTrue();
            assertThat(client.atEnd()).isTrue();
            await().until(() -> server.card().finished.get() == 1);
        }
    }

    @Test
    void aBodyThatIsTooLongIsAnswered413() throws Exception {
        try (TestServer server = server(c -> {
            c.body = 1000;
            return c;
        })) {
            try (Client client = slow(server, "POST / HTTP/1.1\r\n", "Content-Length: 1001\r\n\r\n")) {
                Client.Response response = client.read();
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.last()).isTrue();
                assertThat(response.text()).contains("the request&#39;s body has 1001 bytes; max_body_size = 1000");
            }
            try (Client client =
                    slow(server, "POST / HTTP/1.1\r\n", "Content-Length: 1000\r\n\r\n" + "x".repeat(1000))) {
                assertThat(client.read().text()).isEqualTo("1000");
            }
            try (Client client = slow(
                    server, "POST / HTTP/1.1\r\n", "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + "x".repeat(1001))) {
                Client.Response response = client.read();
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.text()).contains("more than 1000 bytes; max_body_size = 1000");
            }
            assertThat(server.card().refused).containsExactly(Refused.BODY, Refused.BODY);
        }
    }

    @Test
    void aLongChunkedBodyIsAnswered413AlsoWhereTheApplicationReadsIt() throws Exception {
        try (TestServer server = server(c -> {
                    c.body = 100_000;
                    return c;
                });
                Client client = slow(
                        server,
                        "POST / HTTP/1.1\r\n",
                        "Transfer-Encoding: chunked\r\n\r\n"
                                + "1000\r\n"
                                        .concat("x".repeat(4096))
                                        .concat("\r\n")
                                        .repeat(30))) {
            assertThat(client.read().status()).isEqualTo(413);
            await().until(() -> server.card().busy.get() == 0);
        }
    }

    @Test
    void whoAsksFirstIsToldThatTheBodyIsTooLongBeforeSendingIt() throws Exception {
        try (TestServer server = server(c -> {
                    c.body = 1000;
                    return c;
                });
                Client client =
                        slow(server, "POST / HTTP/1.1\r\n", "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n")) {
            assertThat(client.read().status()).isEqualTo(413);
        }
    }

    @Test
    void aConnectionEndsAfterItsMostRequests() throws Exception {
        try (TestServer server = server(c -> {
                    c.requests = 3;
                    return c;
                });
                Client client = server.client()) {
            assertThat(client.get("/").last()).isFalse();
            assertThat(client.get("/").last()).isFalse();
            assertThat(client.get("/").last()).isTrue();
            assertThat(client.atEnd()).isTrue();
        }
    }

    @Test
    void aResponseWhoseHeadIsTooLongIsAnswered500InItsPlace() throws Exception {
        try (TestServer server = TestServer.blocking(
                        c -> {
                            Change change = new Change();
                            change.responseHead = 1000;
                            return c.limits(change.limits());
                        },
                        exchange -> {
                            int size = Integer.parseInt(exchange.getQueryString());
                            exchange.getResponseHeaders().put(new HttpString("X-Long"), "x".repeat(size));
                            exchange.getOutputStream().write("fine".getBytes());
                        });
                Logs logs = new Logs()) {
            assertThat(server.get("/?800").text()).isEqualTo("fine");
            Client.Response response = server.get("/?1000");
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.header("x-long")).isEmpty();
            assertThat(response.last()).isTrue();
            await().until(() -> !logs.messages().isEmpty());
            assertThat(logs.messages())
                    .singleElement()
                    .asString()
                    .contains("most of them X-Long; max_response_header_size = 1000");
        }
    }

    @Test
    void aReaderThatIsTooSlowGivesTheThreadBack() throws Exception {
        try (TestServer server = TestServer.blocking(
                        c -> {
                            Change change = new Change();
                            change.sendTimeout = Duration.ofMillis(600);
                            return c.limits(change.limits()).threads(1);
                        },
                        exchange -> {
                            if (exchange.getRequestPath().equals("/long")) {
                                exchange.getOutputStream().write(new byte[64 << 20]);
                            }
                        });
                SocketChannel client = unread(server.address(), "/long")) {
            await().until(() -> server.card().busy.get() == 1);
            await().atMost(20, SECONDS).until(() -> server.card().busy.get() == 0);
            assertThat(server.get("/").status()).isEqualTo(200);
            assertThat(server.card().refused).containsExactly(Refused.SLOW);
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void aReaderThatIsTooSlowEndsAResponseThatNoThreadWaitsFor() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Change change = new Change();
        change.sendTimeout = Duration.ofMillis(600);
        try (TestServer server = TestServer.start(
                        new TestServer.Change().limits(change.limits()).settings(), executor -> exchange -> {
                            exchange.addExchangeCompleteListener((completed, next) -> {
                                ended.countDown();
                                next.proceed();
                            });
                            exchange.getResponseSender().send(ByteBuffer.allocate(64 << 20));
                        });
                SocketChannel client = unread(server.address(), "/")) {
            assertThat(ended.await(20, SECONDS)).isTrue();
            await().until(() -> server.card().closed.get() == 1);
            assertThat(client.isOpen()).isTrue();
        }
    }

    private static SocketChannel unread(SocketAddress server, String path) throws IOException {
        SocketChannel client = SocketChannel.open();
        client.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        client.connect((InetSocketAddress) server);
        client.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n").getBytes()));
        return client;
    }

    /** A server whose requests wait for the test, except for those of /free. */
    private static final class Held {
        final CountDownLatch go = new CountDownLatch(1);
        final AtomicInteger begun = new AtomicInteger();

        TestServer server(UnaryOperator<Change> change) throws Exception {
            return TestServer.blocking(c -> c.limits(change.apply(new Change()).limits()), exchange -> {
                begun.incrementAndGet();
                go.await();
                exchange.getOutputStream().write("done".getBytes());
            });
        }

        List<Client> requests(TestServer server, int count) throws IOException {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(server.client());
                clients.get(i).send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
            }
            return clients;
        }
    }

    private static void close(List<Client> clients) throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    void beyondThoseThatRunAndThoseThatWaitRequestsAreAnswered503() throws Exception {
        Held held = new Held();
        List<Client> clients = new ArrayList<>();
        try (TestServer server = held.server(c -> {
            c.concurrent = 2;
            c.queued = 3;
            return c;
        })) {
            clients.addAll(held.requests(server, 5));
            await().until(() -> held.begun.get() == 2 && server.card().begun.get() == 5);
            try (Client client = server.client()) {
                // The line is full when all five have been put in it, which the last one may not have been yet.
                await().until(() -> {
                    Client.Response refused = server.get("/");
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused.header("retry-after")).isEqualTo("10");
                    return true;
                });
                assertThat(client.get("/").status()).isEqualTo(503);
                held.go.countDown();
                for (Client waiting : clients) {
                    assertThat(waiting.read().text()).isEqualTo("done");
                }
                assertThat(client.get("/").text()).isEqualTo("done");
            }
            assertThat(server.card().refused).containsExactly(Refused.OVERLOAD, Refused.OVERLOAD);
            assertThat(held.begun.get()).isEqualTo(6);
        } finally {
            close(clients);
        }
    }

    @Test
    void whoWaitsForTooLongIsAnswered503() throws Exception {
        Held held = new Held();
        List<Client> clients = new ArrayList<>();
        try (TestServer server = held.server(c -> {
            c.concurrent = 1;
            c.patience = Duration.ofMillis(200);
            return c;
        })) {
            clients.addAll(held.requests(server, 1));
            await().until(() -> held.begun.get() == 1);
            Client.Response refused = server.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            held.go.countDown();
            assertThat(clients.get(0).read().text()).isEqualTo("done");
            assertThat(server.get("/").text()).isEqualTo("done");
        } finally {
            close(clients);
        }
    }

    @Test
    void clientsThatHaveGoneLeaveTheirPlaces() throws Exception {
        Held held = new Held();
        try (TestServer server = held.server(c -> {
            c.concurrent = 1;
            c.queued = 1;
            return c;
        })) {
            List<Client> first = held.requests(server, 1);
            await().until(() -> held.begun.get() == 1);
            held.go.countDown();
            first.get(0).reset();
            await().until(() -> server.card().closed.get() == 1);
            for (int i = 0; i < 20; i++) {
                assertThat(server.get("/").text()).isEqualTo("done");
            }
        }
    }

    @Test
    void theBodyOfARefusedRequestIsReadOnlyIfItIsShort() throws Exception {
        try (TestServer server = server(c -> {
                    c.rate = "1/h";
                    return c;
                });
                Client client = server.client()) {
            assertThat(server.get("/").status()).isEqualTo(200);
            client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\n");
            Client.Response refused = client.read();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.last()).isFalse();
            client.send("helloPOST / HTTP/1.1\r\n" + HOST + "Content-Length: 3000000\r\n\r\n");
            assertThat(client.read().last()).as("too long").isTrue();
            try (Client endless = server.client()) {
                endless.send("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                refused = endless.read();
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.last()).as("of unknown length").isTrue();
                assertThat(endless.atEnd()).isTrue();
            }
            await().until(() -> server.card().finished.get() == 4);
        }
    }

    @Test
    void whoSendsTooManyRequestsIsAnswered429() throws Exception {
        try (TestServer server = server(c -> {
                    c.rate = "10/h;burst=3;path=/api";
                    return c;
                });
                Client client = server.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/api/x").status()).isEqualTo(200);
            }
            Client.Response refused = client.get("/api/y");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(350, 360);
            assertThat(client.get("/other").status()).isEqualTo(200);
            assertThat(server.get("/api/x").status()).isEqualTo(429);
            assertThat(server.card().refused).containsExactly(Refused.RATE, Refused.RATE);
        }
    }

    @Test
    void clientsAreToldApartByAHeaderOrACookie() throws Exception {
        for (String by : List.of("header:X-Key", "cookie:key")) {
            try (TestServer server = server(c -> {
                        c.rate = "1/h;by=" + by;
                        return c;
                    });
                    Client client = server.client()) {
                String field = by.startsWith("h") ? "X-Key: " : "Cookie: a=b; key=";
                for (String key : List.of("a", "b")) {
                    assertThat(client.ask("GET / HTTP/1.1", "Host: h", field + key)
                                    .status())
                            .isEqualTo(200);
                    assertThat(client.ask("GET / HTTP/1.1", "Host: h", field + key)
                                    .status())
                            .isEqualTo(429);
                }
                assertThat(client.get("/").status()).isEqualTo(200);
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
    }
}
