package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junicorn.container.http.Client.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ForwardingTest {
    private static final String OWNED = "Host: example.org:81\r\nOwner: b\r\n";

    @TempDir
    Path folder;

    private Workers workers;
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** The connection of a request that waits; to sever it is what others see of its worker's death. */
    private final AtomicReference<ClientConnection> held = new AtomicReference<>();

    private TestServer a;
    private TestServer b;

    @BeforeEach
    void start() throws Exception {
        workers = new Workers(folder);
        a = workers.start("a", this::app);
        b = workers.start("b", this::app);
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        workers.close();
    }

    private HttpHandler app(String worker) {
        return exchange -> {
            begun.incrementAndGet();
            exchange.getResponseHeaders().put(new HttpString("X-Worker"), worker);
            switch (exchange.getRelativePath()) {
                case "/length" -> answer(exchange, Long.toString(count(exchange.getInputStream())));
                case "/echo" -> {
                    exchange.startBlocking();
                    exchange.getInputStream().transferTo(exchange.getOutputStream());
                }
                case "/chunks" -> {
                    OutputStream out = exchange.getOutputStream();
                    for (String part : List.of("one", "two", "three")) {
                        out.write(part.getBytes(StandardCharsets.UTF_8));
                        out.flush();
                    }
                }
                case "/events" -> {
                    OutputStream out = exchange.getOutputStream();
                    out.flush();
                    try {
                        for (int i = 0; i < 1_000_000; i++) {
                            release.await();
                            out.write("data: x\n\n".getBytes(StandardCharsets.UTF_8));
                            out.flush();
                        }
                    } catch (IOException e) {
                        failure.set(e);
                    }
                }
                case "/huge" -> {
                    byte[] block = new byte[1 << 20];
                    try {
                        for (int i = 0; i < 200; i++) {
                            exchange.getOutputStream().write(block);
                        }
                    } catch (IOException e) {
                        failure.set(e);
                    }
                }
                case "/wait" -> {
                    held.set(ClientConnection.of(exchange));
                    release.await();
                    answer(exchange, "waited");
                }
                case "/half" -> {
                    exchange.getResponseHeaders().put(new HttpString("Content-Length"), 10);
                    exchange.getOutputStream().write("half".getBytes(StandardCharsets.UTF_8));
                    exchange.getOutputStream().flush();
                    held.set(ClientConnection.of(exchange));
                    release.await();
                }
                case "/refuse" -> exchange.setStatusCode(403);
                case "/unchanged" -> exchange.setStatusCode(304);
                case "/close" -> {
                    exchange.getResponseHeaders().put(new HttpString("Connection"), "close");
                    answer(exchange, "closed");
                }
                default -> answer(exchange, describe(exchange));
            }
        };
    }

    private static void answer(HttpServerExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().put(new HttpString("Content-Length"), bytes.length);
        exchange.getOutputStream().write(bytes);
    }

    private static long count(InputStream in) throws IOException {
        byte[] block = new byte[1 << 16];
        long sum = 0;
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            sum += n;
        }
        return sum;
    }

    /** All that an application can see of a request. */
    private static String describe(HttpServerExchange exchange) {
        TreeMap<String, List<String>> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach(values -> headers.put(values.getHeaderName().toString(), new ArrayList<>(values)));
        InetSocketAddress peer = exchange.getSourceAddress();
        return String.join(
                "\n",
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getQueryString() + " "
                        + exchange.getProtocol(),
                exchange.getRequestScheme() + " " + exchange.isSecure() + " " + exchange.getHostName() + " "
                        + exchange.getHostPort(),
                peer.getHostString() + " " + peer.getPort() + " " + peer.getAddress() + " "
                        + exchange.getDestinationAddress(),
                headers.toString());
    }

    private static Response ask(Client client, String request, String headers) throws IOException {
        client.send(request + " HTTP/1.1\r\n" + headers + "\r\n");
        return client.read();
    }

    // What arrives

    @Test
    void theOwnerSeesTheRequestAsIfItsClientHadConnectedThere() throws Exception {
        String more =
                "X-Twice: 1\r\nX-Twice: 2\r\nCookie: a=b; c=d\r\nConnection: keep-alive, x-hop\r\nX-Hop: \u00e4\r\n";
        try (Client client = a.client()) {
            Response here = ask(client, "GET /x;p=1/%41%2e?q=%20&r", "Host: example.org:81\r\n" + more);
            Response there = ask(client, "GET /x;p=1/%41%2e?q=%20&r", OWNED + more);
            assertThat(here.header("x-worker")).isEqualTo("a");
            assertThat(there.header("x-worker")).isEqualTo("b");
            assertThat(there.text().replace("Owner=[b], ", "")).isEqualTo(here.text());
            int port = ((InetSocketAddress) client.channel().getLocalAddress()).getPort();
            assertThat(there.text())
                    .contains("GET /x;p=1/%41%2e q=%20&r HTTP/1.1\nhttp false example.org 81\n127.0.0.1 " + port)
                    .contains("Connection=[keep-alive, x-hop]", "X-Twice=[1, 2]");
            assertThat(ask(client, "GET /", OWNED).text()).endsWith("\n{Host=[example.org:81], Owner=[b]}");
        }
    }

    @Test
    void answersOtherRequestsOfTheSameConnectionItself() throws Exception {
        try (Client client = a.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(client, "GET /", OWNED).header("x-worker")).isEqualTo("b");
                assertThat(client.get("/").header("x-worker")).isEqualTo("a");
                assertThat(ask(client, "GET /", "Host: h\r\nOwner: a\r\n").header("x-worker"))
                        .isEqualTo("a");
            }
        }
        assertThat(a.card().opened).hasValue(1);
        assertThat(b.card().opened).as("clients of the other").hasValue(0);
        assertThat(workers.asked)
                .as("requests without a session, or forwarded, ask nothing")
                .hasValue(40);
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (Client client = a.client()) {
            client.send(("GET /1 HTTP/1.1\r\n" + OWNED + "\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n"
                            + "POST /echo HTTP/1.1\r\n" + OWNED + "Content-Length: 3\r\n\r\nabc")
                    .repeat(5));
            for (int i = 0; i < 5; i++) {
                assertThat(client.read().text()).startsWith("GET /1");
                assertThat(client.read().text()).startsWith("GET /2");
                assertThat(client.read().text()).isEqualTo("abc");
            }
        }
    }

    @Test
    void passesBodiesOfEveryForm() throws Exception {
        try (Client client = a.client()) {
            assertThat(ask(client, "POST /echo", OWNED + "Content-Length: 0\r\n")
                            .text())
                    .isEmpty();
            client.send("POST /echo HTTP/1.1\r\n" + OWNED + "Content-Length: 5\r\n\r\nhel");
            client.send("lo");
            assertThat(client.read().text()).isEqualTo("hello");
            client.send("PUT /echo HTTP/1.1\r\n" + OWNED + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            client.send("2;ext=1\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n");
            Response echoed = client.read();
            assertThat(echoed.text()).isEqualTo("abcde");
            Response chunks = ask(client, "GET /chunks", OWNED);
            assertThat(chunks.text()).isEqualTo("onetwothree");
            assertThat(chunks.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(ask(client, "GET /refuse", OWNED).status()).isEqualTo(403);
            assertThat(ask(client, "GET /unchanged", OWNED).status()).isEqualTo(304);
            client.send("HEAD / HTTP/1.1\r\n" + OWNED + "\r\n");
            Response head = client.read(true);
            assertThat(Integer.parseInt(head.header("content-length"))).isPositive();
            assertThat(client.get("/").header("x-worker")).isEqualTo("a");
        }
        assertThat(a.card().opened).hasValue(1);
    }

    @Test
    void tellsTheClientToSendItsBodyWhenTheOwnerWantsIt() throws Exception {
        try (Client client = a.client()) {
            client.send("POST /echo HTTP/1.1\r\n" + OWNED + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.read().text()).isEqualTo("hello");
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void passesAnAnswerToARequestWhoseBodyWasNotWanted() throws Exception {
        TestServer direct = workers.raw(
                "r",
                c -> c,
                Optional.empty(),
                executor -> exchange -> exchange.dispatch(executor, (HttpHandler) blocked -> {
                    blocked.startBlocking();
                    blocked.setStatusCode(403);
                    answer(blocked, "no");
                    blocked.getOutputStream().close();
                }));
        for (String request : List.of(
                "POST / HTTP/1.1\r\nHost: h\r\nOwner: r\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nOwner: r\r\nContent-Length: 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: h\r\nOwner: r\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")) {
            assertThat(outcome(a, request)).isEqualTo(outcome(direct, request)).startsWith("403 ");
        }
    }

    /** What a client gets, and whether the server closes after it. */
    private static String outcome(TestServer server, String request) throws IOException {
        try (Client client = server.client()) {
            client.send(request);
            Response response = client.read();
            return response.status() + " " + (response.last() ? client.atEnd() : "stays");
        } catch (EOFException e) {
            return "closed";
        }
    }

    @Test
    void answersClientsOfHttp10() throws Exception {
        try (Client client = a.client()) {
            client.send("GET /chunks HTTP/1.0\r\n" + OWNED + "\r\n");
            Response response = client.read();
            assertThat(response.text()).isEqualTo("onetwothree");
            assertThat(response.header("transfer-encoding")).isEmpty();
        }
        try (Client client = a.client()) {
            for (int i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.0\r\n" + OWNED + "Connection: keep-alive\r\n\r\n");
                Response response = client.read();
                assertThat(response.header("connection")).isEqualTo("keep-alive");
                assertThat(response.text()).contains("HTTP/1.0", "Connection=[keep-alive]");
            }
        }
    }

    @Test
    void closesTheClientsConnectionWhenTheClientOrTheApplicationWantsThat() throws Exception {
        for (String how : List.of("GET / HTTP/1.1\r\nConnection: close\r\n", "GET /close HTTP/1.1\r\n")) {
            try (Client client = a.client()) {
                client.send(how + OWNED + "\r\n");
                Response response = client.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.last()).isTrue();
                assertThat(client.atEnd()).isTrue();
            }
        }
    }

    // A lot

    @Test
    void streamsLargeBodiesWithoutKeepingThem() throws Exception {
        long size = 200L << 20;
        byte[] block = new byte[1 << 20];
        new Random(1).nextBytes(block);
        try (Client client = a.client()) {
            ask(client, "GET /", OWNED);
            long before = direct();
            client.send("POST /length HTTP/1.1\r\n" + OWNED + "Content-Length: " + size + "\r\n\r\n");
            for (int i = 0; i < 200; i++) {
                client.send(block);
            }
            assertThat(client.read().text()).isEqualTo(Long.toString(size));
            client.send("GET /huge HTTP/1.1\r\n" + OWNED + "\r\n");
            assertThat(client.read().body()).hasSize(200 << 20);
            assertThat(direct() - before).isLessThan(8 << 20);
        }
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void aClientThatDoesNotReadHoldsTheOwnerUp() throws Exception {
        try (Client client = a.client()) {
            client.send("GET /huge HTTP/1.1\r\n" + OWNED + "\r\n");
            await().until(() -> b.card().busy.get() == 1);
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            assertThat(b.card().busy).as("it still writes").hasValue(1);
            assertThat(client.read().body()).hasSize(200 << 20);
        }
    }

    @Test
    void answersManyClientsAtOnceWithoutAnError() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(200);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int c = 0; c < 200; c++) {
                int number = c;
                work.add(() -> many(number));
            }
            int sum = 0;
            for (Future<Integer> future : clients.invokeAll(work)) {
                sum += future.get();
            }
            assertThat(sum).isEqualTo(200 * 50);
        } finally {
            clients.shutdownNow();
        }
        await().untilAsserted(() -> {
            assertThat(a.card().forwarded).hasValue(200 * 50);
            assertThat(b.card().finished).hasValue(200 * 50);
        });
    }

    private int many(int number) throws IOException {
        String body = "body-" + number + "-";
        try (Client client = a.client()) {
            for (int i = 0; i < 50; i++) {
                String sent = body + i;
                client.send("POST /echo HTTP/1.1\r\n" + OWNED + "Content-Length: " + sent.length() + "\r\n\r\n" + sent);
                assertThat(client.read().text()).isEqualTo(sent);
            }
        }
        return 50;
    }

    // What goes on for long

    @Test
    void sendsEventsAsTheyCome() throws Exception {
        try (Client client = a.client()) {
            client.send("GET /events HTTP/1.1\r\n" + OWNED + "\r\n");
            ByteBuffer read = ByteBuffer.allocate(1024);
            client.channel().read(read);
            assertThat(new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII))
                    .as("the head comes before the first event")
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\n");
            release.countDown();
            client.channel().read(read.clear());
            assertThat(new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII))
                    .contains("data: x\n\n");
        }
        await().untilAsserted(() -> assertThat(failure.get())
                .as("the owner learns that its client is gone")
                .isInstanceOf(IOException.class));
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsBodyIsGoneForTheOwnerToo() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        CountDownLatch reading = new CountDownLatch(1);
        workers.start("c", name -> exchange -> {
            reading.countDown();
            try {
                count(exchange.getInputStream());
            } catch (IOException e) {
                seen.set(e);
                throw e;
            }
        });
        try (Client client = a.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nOwner: c\r\nContent-Length: 1000000\r\n\r\n");
            client.send(new byte[70_000]); // more than is buffered
            assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();
        }
        await().untilAsserted(() -> assertThat(seen.get()).isInstanceOf(IOException.class));
        await().until(() -> a.card().finished.get() + a.card().forwarded.get()
                == a.card().begun.get());
    }

    @Test
    void aMalformedBodyIsRefusedAndNotPassedOn() throws Exception {
        String request = "POST /length HTTP/1.1\r\n" + OWNED + "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n\r\n";
        assertThat(outcome(a, request)).isEqualTo(outcome(b, request)).isEqualTo("400 true");
    }

    // Who may say what

    @Test
    void aClientCannotSayThatItIsAnotherWorker() throws Exception {
        String forged = "Junicorn-Origin: https 01020304/0/1/evil 01020304/0/2/\r\nJunicorn-Connection: x\r\n";
        try (Client client = a.client()) {
            int port = ((InetSocketAddress) client.channel().getLocalAddress()).getPort();
            for (String owner : List.of("a", "b")) {
                String seen = ask(client, "GET /", "Host: h\r\nOwner: " + owner + "\r\n" + forged)
                        .text();
                assertThat(seen).contains("http false h 80\n127.0.0.1 " + port + " /127.0.0.1 ");
                assertThat(seen.lines().skip(2).findFirst().orElseThrow()).doesNotContain("1.2.3.4", "evil");
            }
        }
    }

    @Test
    void theSocketIsPrivateAndIsGoneWithItsWorker() throws Exception {
        Path socket = folder.resolve("b.sock");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        b.close();
        assertThat(socket).doesNotExist();
        assertThat(folder.resolve("a.sock")).exists();
    }

    @Test
    void aRequestOfNobodyIsRefusedOnTheSocket() throws Exception {
        try (Client client = Client.connect(UnixDomainSocketAddress.of(folder.resolve("b.sock")))) {
            assertThat(client.get("/").status()).isEqualTo(400);
        }
        assertThat(begun).hasValue(0);
    }

    // How it fails

    @Test
    void aRequestWhoseOwnerIsGoneIsAnsweredHere() throws Exception {
        try (Client client = a.client()) {
            for (String owner : List.of("nobody", "../x", "-", "x/y")) {
                client.send("POST /echo HTTP/1.1\r\nHost: h\r\nOwner: " + owner + "\r\nContent-Length: 5\r\n\r\nhello");
                Response response = client.read();
                assertThat(response.text()).isEqualTo("hello");
                assertThat(response.header("x-worker")).isEqualTo("a");
            }
            assertThat(workers.gone).containsExactly("nobody", "../x", "-", "x/y");
            ask(client, "GET /", OWNED);
            b.close();
            assertThat(ask(client, "GET /", OWNED).header("x-worker")).isEqualTo("a");
            assertThat(workers.gone).endsWith("b");
        }
    }

    @Test
    void theDeathOfTheOwnerCutsAResponseThatHasBegun() throws Exception {
        try (Client client = a.client()) {
            client.send("GET /half HTTP/1.1\r\n" + OWNED + "\r\n");
            await().until(() -> b.card().busy.get() == 1);
            CompletableFuture<Void> closed =
                    CompletableFuture.runAsync(() -> b.server().close());
            assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
            release.countDown();
            closed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theDeathOfTheOwnerBeforeItsResponseIsAnswered502AndTheRequestNotRepeated() throws Exception {
        try (Client client = a.client()) {
            client.send("GET /wait HTTP/1.1\r\n" + OWNED + "\r\n");
            await().until(() -> held.get() != null);
            held.get().sever();
            Response response = client.read();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.text())
                    .contains("The process that has this session has ended while it worked on the request.");
            assertThat(begun).hasValue(1);
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void anOwnerThatAcceptsNothingIsAnswered503() throws Exception {
        List<Client> waiting = new ArrayList<>();
        try (ServerSocketChannel full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            full.bind(UnixDomainSocketAddress.of(folder.resolve("full.sock")), 1);
            for (int i = 0; i < 5; i++) {
                waiting.add(a.client());
                waiting.get(i).send("GET / HTTP/1.1\r\nHost: h\r\nOwner: full\r\n\r\n");
                await().until(() -> a.card().begun.get() == waiting.size());
            }
            Response response = waiting.get(4).read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.header("retry-after")).isEqualTo("1");
            assertThat(workers.gone).isEmpty();
        } finally {
            for (Client each : waiting) {
                each.close();
            }
        }
    }

    @Test
    void aStoppedOwnerIsReplacedByOneOfTheSameName() throws Exception {
        try (Client client = a.client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(client, "GET /", OWNED).header("x-worker")).isEqualTo("b");
                b.close();
                b = workers.start("b", this::app);
                client.send("POST /echo HTTP/1.1\r\n" + OWNED + "Content-Length: 5\r\n\r\nhello");
                Response response = client.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.header("x-worker")).isEqualTo("b");
            }
        }
        assertThat(workers.gone).isEmpty();
    }

    // How it ends

    @Test
    void aDrainingOwnerServesItsSessionsUntilThereAreNone() throws Exception {
        workers.pinned.set(1);
        try (Client client = a.client();
                Client direct = b.client()) {
            assertThat(ask(client, "GET /", OWNED).header("x-worker")).isEqualTo("b");
            assertThat(direct.get("/").last()).isFalse();
            CompletableFuture<Void> drained =
                    b.server().drain(Set.of(), Duration.ofSeconds(30), Duration.ofSeconds(60));
            assertThat(direct.get("/").last()).isTrue();
            for (int i = 0; i < 20; i++) {
                Response response = ask(client, "GET /", OWNED);
                assertThat(response.header("x-worker")).isEqualTo("b");
                assertThat(response.last())
                        .as("it is the other one that drains")
                        .isFalse();
                try (Client another = a.client()) {
                    assertThat(ask(another, "GET /", OWNED).header("x-worker")).isEqualTo("b");
                }
            }
            assertThat(drained).isNotDone();
            assertThat(workers.unpinned).hasValue(0);
            workers.pinned.set(0);
            drained.get(20, TimeUnit.SECONDS);
            assertThat(workers.unpinned).hasValue(1);
            assertThat(ask(client, "GET /", OWNED).header("x-worker")).isEqualTo("a");
            assertThat(workers.gone).containsExactly("b");
        }
    }

    @Test
    void aDrainingOwnerDoesNotWaitLongerThanItIsAllowedHoweverBusyItIs() throws Exception {
        workers.pinned.set(1);
        try (Client client = a.client()) {
            assertThat(ask(client, "GET /", OWNED).header("x-worker")).isEqualTo("b");
            CompletableFuture<Void> drained = b.server().drain(Set.of(), Duration.ZERO, Duration.ofMillis(300));
            long began = System.nanoTime();
            String worker = "b";
            while (worker.equals("b")) {
                Response response = ask(client, "GET /", OWNED);
                assertThat(response.status()).isEqualTo(200);
                worker = response.header("x-worker");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aDrainingForwarderTellsItsClientsToLeave() throws Exception {
        try (Client client = a.client()) {
            client.send("GET /wait HTTP/1.1\r\n" + OWNED + "\r\n");
            await().until(() -> b.card().busy.get() == 1);
            CompletableFuture<Void> drained = a.server().drain(Set.of(), Duration.ZERO);
            release.countDown();
            Response response = client.read();
            assertThat(response.text()).isEqualTo("waited");
            assertThat(response.last()).isTrue();
            assertThat(client.atEnd()).isTrue();
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    // Upgrades

    @Test
    void anUpgradedConnectionGoesBothWaysUntilEitherSideEndsIt() throws Exception {
        Upgrades owner = new Upgrades();
        workers.raw("u", c -> c, Optional.empty(), executor -> owner);
        try (Client client = a.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nOwner: u\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly");
            Response response = client.read();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.header("upgrade")).isEqualTo("echo");
            assertThat(response.header("connection")).isEqualTo("Upgrade");
            assertThat(client.readNBytes(5)).isEqualTo("early");
            for (int i = 0; i < 100; i++) {
                client.send("ping" + i % 10);
                assertThat(client.readNBytes(5)).isEqualTo("ping" + i % 10);
            }
        }
        await().until(() -> owner.ended.tryAcquire());
        try (Client client = a.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nOwner: u\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            client.read();
            client.send("quit!");
            assertThat(client.readNBytes(5)).isEqualTo("quit!");
            assertThat(client.atEnd()).isTrue();
        }
        await().until(() -> a.server().openConnections() == 0);
    }

    @Test
    void theClientOfAWebSocketIsToldThatTheForwarderLeaves() throws Exception {
        Upgrades owner = new Upgrades();
        workers.raw("u", c -> c, Optional.empty(), executor -> owner);
        try (Client client = a.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nOwner: u\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            client.read();
            // The owner echoes, so these are its frames: two short ones, one with an extended length, half of another.
            byte[] frames = new byte[7 + 7 + 4 + 200 + 3];
            for (int at : new int[] {0, 7}) {
                frames[at] = (byte) 0x82;
                frames[at + 1] = 5;
            }
            frames[14] = (byte) 0x82;
            frames[15] = 126;
            frames[17] = (byte) 200;
            frames[218] = (byte) 0x82;
            frames[219] = 5;
            client.send(frames);
            assertThat(client.bytes(frames.length)).isEqualTo(frames);
            CompletableFuture<Void> drained = a.server().drain(Set.of(), Duration.ZERO);
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            byte[] rest = {1, 2, 3, 4, (byte) 0x82, 1, 9};
            client.send(rest);
            assertThat(client.bytes(4)).as("the frame is completed").isEqualTo(new byte[] {1, 2, 3, 4});
            assertThat(client.bytes(4)).as("going away").isEqualTo(new byte[] {(byte) 0x88, 2, 3, (byte) 0xE9});
            client.send("quit!");
            assertThat(client.atEnd()).isTrue();
            client.channel().shutdownOutput();
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    // What is written down

    @Test
    void aForwardedRequestIsCountedAndLoggedByTheOneThatAnswersIt() throws Exception {
        Path logA = folder.resolve("a.log");
        Path logB = folder.resolve("b.log");
        TestServer front =
                workers.start("c", c -> c.accessLog(logA, "%(m)s %(U)s %(s)s %(h)s"), Optional.empty(), this::app);
        TestServer back =
                workers.start("d", c -> c.accessLog(logB, "%(m)s %(U)s %(s)s %(h)s"), Optional.empty(), this::app);
        try (Client client = front.client()) {
            ask(client, "GET /forwarded", "Host: h\r\nOwner: d\r\n");
            ask(client, "GET /here", "Host: h\r\nOwner: c\r\n");
            ask(client, "GET /orphan", "Host: h\r\nOwner: none\r\n");
            client.send("GET /wait HTTP/1.1\r\nHost: h\r\nOwner: d\r\n\r\n");
            await().until(() -> held.get() != null);
            held.get().sever();
            assertThat(client.read().status()).isEqualTo(502);
        }
        front.close();
        assertThat(Files.readAllLines(logA))
                .containsExactly("GET /here 200 127.0.0.1", "GET /orphan 200 127.0.0.1", "GET /wait 502 127.0.0.1");
        assertThat(Files.readAllLines(logB)).contains("GET /forwarded 200 127.0.0.1");
        assertThat(front.card().begun).hasValue(4);
        assertThat(front.card().finished).hasValue(3);
        assertThat(front.card().forwarded).hasValue(1);
        assertThat(back.card().begun).hasValue(2);
    }

    @Test
    void lookupsThatBlockRunElsewhere() throws Exception {
        ExecutorService lookups = Executors.newFixedThreadPool(2, task -> new Thread(task, "lookup"));
        try {
            TestServer front =
                    workers.start("r", c -> c, Optional.of(lookups), name -> exchange -> answer(exchange, name));
            try (Client client = front.client()) {
                for (int i = 0; i < 20; i++) {
                    assertThat(ask(client, "GET /", OWNED).header("x-worker")).isEqualTo("b");
                    client.send("POST /echo HTTP/1.1\r\n" + OWNED + "Content-Length: 5\r\n\r\nhello");
                    assertThat(client.read().text()).isEqualTo("hello");
                    assertThat(ask(client, "GET /", "Host: h\r\nOwner: none\r\n")
                                    .text())
                            .isEqualTo("r");
                    assertThat(ask(client, "GET /", "Host: h\r\nOwner: r\r\n").text())
                            .isEqualTo("r");
                }
            }
        } finally {
            lookups.shutdownNow();
        }
    }

    /** Switches to an echo, which ends with "quit!" or with its client. */
    private static final class Upgrades implements HttpHandler {
        private final Semaphore ended = new Semaphore(0);

        @Override
        public void handleRequest(HttpServerExchange exchange) {
            HeaderMap headers = exchange.getRequestHeaders();
            exchange.upgradeChannel(headers.getFirst("Upgrade"), (stream, upgraded) -> {
                Thread echo = new Thread(() -> {
                    ByteBuffer buffer = ByteBuffer.allocate(1000);
                    try {
                        for (String text = ""; !text.endsWith("quit!"); ) {
                            stream.getSourceChannel().awaitReadable();
                            int count = stream.getSourceChannel().read(buffer.clear());
                            if (count < 0) {
                                break;
                            }
                            text = new String(buffer.array(), 0, count, StandardCharsets.ISO_8859_1);
                            buffer.flip();
                            while (buffer.hasRemaining()) {
                                if (stream.getSinkChannel().write(buffer) == 0) {
                                    stream.getSinkChannel().awaitWritable();
                                }
                            }
                        }
                        stream.close();
                    } catch (IOException e) {
                        org.xnio.IoUtils.safeClose(stream);
                    }
                    ended.release();
                });
                echo.start();
            });
            exchange.endExchange();
        }
    }
}
