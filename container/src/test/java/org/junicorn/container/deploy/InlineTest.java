package org.junicorn.container.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junicorn.container.Container;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.Scorecard;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servlets on I/O threads: that they come there, and that nothing is different for them or their neighbours. */
@Timeout(300)
class InlineTest {
    private static final String ON_IO_THREAD = "http I/O";
    private static final String WHERE = "response.getWriter().print(Thread.currentThread().getName());";

    @TempDir
    Path folder;

    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final List<ContainerEvents.RunningRequest> timedOut = new CopyOnWriteArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private Container running;
    private int port;

    /** A keep-alive connection. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        Client(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(60_000);
            in = new DataInputStream(socket.getInputStream());
        }

        void send(String head, String body) throws IOException {
            socket.getOutputStream().write((head + "\r\nHost: h\r\n\r\n" + body).getBytes(ISO_8859_1));
        }

        void send(String path) throws IOException {
            send("GET " + path + " HTTP/1.1", "");
        }

        Answer get(String path) throws IOException {
            send(path);
            return read();
        }

        Answer read() throws IOException {
            int status = Integer.parseInt(line().split(" ")[1]);
            int length = -1;
            boolean chunked = false;
            String cookie = "";
            for (String line = line(); !line.isEmpty(); line = line()) {
                String lower = line.toLowerCase(java.util.Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).strip());
                } else if (lower.startsWith("set-cookie:")) {
                    cookie = line.substring(11).strip().split(";")[0];
                }
                chunked |= lower.startsWith("transfer-encoding:");
            }
            StringBuilder body = new StringBuilder();
            if (chunked) {
                for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                    body.append(exactly(size));
                    line();
                }
                line();
            } else {
                body.append(exactly(length));
            }
            return new Answer(status, cookie, body.toString());
        }

        private String exactly(int length) throws IOException {
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            return new String(bytes, ISO_8859_1);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("after " + line);
                }
                line.append((char) b);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private record Answer(int status, String cookie, String text) {
        boolean inline() {
            return text.startsWith(ON_IO_THREAD);
        }
    }

    private final class Events implements ContainerEvents {
        @Override
        public void requestTimedOut(RunningRequest request) {
            timedOut.add(request);
        }

        @Override
        public void requestStuck(RunningRequest request) {}
    }

    private Scorecard card() {
        return (Scorecard) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Scorecard.class}, (proxy, method, arguments) -> {
                    counts.computeIfAbsent(method.getName(), name -> new AtomicLong())
                            .incrementAndGet();
                    return method.getReturnType() == boolean.class ? false : null;
                });
    }

    private long counted(String call) {
        return counts.getOrDefault(call, new AtomicLong()).get();
    }

    private void start(TestApp app, boolean inline, Duration timeout) throws Exception {
        ContainerSettings plain = app.settings("");
        ContainerSettings settings = new ContainerSettings(
                        "",
                        app.temp(),
                        1,
                        8,
                        false,
                        1000,
                        plain.keepAlive(),
                        timeout,
                        Duration.ofSeconds(60),
                        plain.accessLog(),
                        plain.realm(),
                        plain.rules(),
                        plain.sessions())
                .withInline(inline);
        running = new Container(settings, List.of(new Container.App("", app.model(), true)), card(), new Events());
        running.start();
        ServerSocketChannel acceptor = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        port = acceptor.socket().getLocalPort();
        running.accept(List.of(new Container.Listener("main", acceptor, ServerSocketChannel.open(), false)));
    }

    private void start(TestApp app) throws Exception {
        start(app, true, Duration.ZERO);
    }

    private Client client() throws IOException {
        Client client = new Client(port);
        clients.add(client);
        return client;
    }

    @AfterEach
    void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        if (running != null) {
            running.close();
        }
    }

    /** Also one that is held until a file is there if it is asked to. */
    private TestApp app() throws IOException {
        String gate = folder.resolve("gate").toString();
        return new TestApp(Files.createDirectory(folder.resolve("app")))
                .servlet("Hello", "/hello", WHERE)
                .servlet(
                        "Moody",
                        "/moody",
                        "String w = Thread.currentThread().getName(); if (request.getParameter(\"hold\") != null) {"
                                + " while (!new File(\"" + gate + "\").exists()) { try { Thread.sleep(5); }"
                                + " catch (InterruptedException e) { throw new ServletException(e); } } }"
                                + " response.getWriter().print(w);");
    }

    private void open() throws IOException {
        Files.createFile(folder.resolve("gate"));
    }

    /** Asks until it runs on an I/O thread. */
    private static void earn(Client client, String path) {
        earn(client, "GET " + path + " HTTP/1.1", "");
    }

    private static void earn(Client client, String head, String body) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    for (int i = 0; i < 100; i++) {
                        client.send(head, body);
                        Answer answer = client.read();
                        assertThat(answer.status()).isEqualTo(200);
                        if (answer.inline()) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    @Test
    void aServletThatProvesShortComesToRunOnTheThreadThatReadsTheRequest() throws Exception {
        start(app());
        try (Client client = client()) {
            assertThat(client.get("/hello").inline()).isFalse();
            earn(client, "/hello");
            assertThat(counted("ranInline")).isPositive();
        }
    }

    @Test
    void withPoolNoneDoes() throws Exception {
        start(app(), false, Duration.ZERO);
        Client client = client();
        for (int i = 0; i < 2000; i++) {
            assertThat(client.get("/hello").inline()).isFalse();
        }
        assertThat(counted("ranInline")).isZero();
    }

    @Test
    void oneThatHoldsItsThreadHoldsNeitherItsNeighboursNorNewConnections() throws Exception {
        start(app());
        Client moody = client();
        List<Client> neighbours = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            neighbours.add(client());
        }
        for (Client neighbour : neighbours) {
            assertThat(neighbour.get("/hello").status()).isEqualTo(200);
        }
        earn(moody, "/moody");
        moody.send("/moody?hold");
        long beats = counted("heartbeat");
        for (int round = 0; round < 20; round++) {
            for (Client neighbour : neighbours) {
                assertThat(neighbour.get("/hello").inline())
                        .as("nothing runs on an I/O thread while one is held")
                        .isFalse();
            }
        }
        for (int i = 0; i < 5; i++) {
            assertThat(client().get("/hello").inline()).isFalse();
        }
        await().until(() -> counted("heartbeat") > beats + 1);
        open();
        assertThat(moody.read().inline()).as("it was where it should be").isTrue();
        assertThat(moody.get("/moody").inline())
                .as("and is not trusted any more")
                .isFalse();
        for (Client neighbour : neighbours) {
            earn(neighbour, "/hello"); // they have gone back, too
        }
    }

    @Test
    void aRequestThatTakesTooLongIsAnsweredAndInterruptedThereToo() throws Exception {
        start(app(), true, Duration.ofMillis(500));
        Client client = client();
        earn(client, "/moody");
        client.send("/moody?hold");
        assertThat(client.read().status()).isEqualTo(503);
        await().until(() -> !timedOut.isEmpty());
        assertThat(timedOut.get(0).thread()).startsWith(ON_IO_THREAD);
        assertThat(timedOut.get(0).answered()).isTrue();
        earn(client(), "/hello"); // the thread is well, and was not left interrupted
    }

    @Test
    void aLargeResponseToAClientThatDoesNotReadReachesItWholeAndHoldsNobody() throws Exception {
        start(app().servlet(
                        "Large",
                        "/large",
                        "if (request.getParameter(\"all\") == null) {" + WHERE
                                + "} else { byte[] b = new byte[100_000]; Arrays.fill(b, (byte) 'x');"
                                + " for (int i = 0; i < 200; i++) { response.getOutputStream().write(b); } }"));
        Client client = client();
        Client neighbour = client();
        assertThat(neighbour.get("/hello").status()).isEqualTo(200);
        earn(client, "/large");
        client.send("/large?all");
        for (int i = 0; i < 50; i++) {
            assertThat(neighbour.get("/hello").status()).isEqualTo(200);
        }
        assertThat(client.read().text()).hasSize(20_000_000).containsOnlyOnce("x".repeat(20_000_000));
        assertThat(client.get("/large").inline()).isFalse();
    }

    @Test
    void whatGoesOnAsynchronouslyDoesSoAndIsNotCalledThereAgain() throws Exception {
        start(app().servlet(
                        "Later",
                        "/later",
                        "if (request.getParameter(\"async\") == null) {" + WHERE
                                + "} else { AsyncContext later = request.startAsync(); later.start(() -> { try {"
                                + " later.getResponse().getWriter().print(\"later \""
                                + " + Thread.currentThread().getName()); } catch (IOException e) {"
                                + " throw new UncheckedIOException(e); } later.complete(); }); }"));
        Client client = client();
        earn(client, "/later");
        for (int i = 0; i < 50; i++) {
            assertThat(client.get("/later?async").text()).startsWith("later request-");
        }
        for (int i = 0; i < 2000; i++) {
            assertThat(client.get("/later").inline()).isFalse();
        }
    }

    @Test
    void whoeverIsNotLoggedInIsRefusedAndWhoeverIsRunsThere() throws Exception {
        start(app().servlet("Secret", "/secret", WHERE)
                .constraint(new SecurityConstraintModel(
                        List.of(new ResourceCollection(List.of("/secret"), List.of(), List.of())),
                        new RoleRule(false, false, List.of("a")),
                        false))
                .roles("a")
                .login("BASIC", "r")
                .users("<user username=\"tom\" password=\"secret\" roles=\"a\"/>"));
        Client client = client();
        String authorized = "GET /secret HTTP/1.1\r\nAuthorization: Basic "
                + Base64.getEncoder().encodeToString("tom:secret".getBytes(ISO_8859_1));
        earn(client, authorized, "");
        for (int i = 0; i < 20; i++) {
            assertThat(client.get("/secret").status()).isEqualTo(401);
        }
        client.send(authorized, "");
        assertThat(client.read().status()).isEqualTo(200);
    }

    @Test
    void errorsForwardsAndSessionsAreAsEverywhere() throws Exception {
        start(app().servlet(
                        "Various",
                        "/various",
                        "String how = request.getParameter(\"how\"); if (how == null) {" + WHERE + " return; }"
                                + "switch (how) { case \"error\": response.sendError(410, \"gone\"); return;"
                                + " case \"failure\": throw new ServletException(\"no\");"
                                + " case \"forward\": request.getRequestDispatcher(\"/hello\")"
                                + ".forward(request, response); return; default: }"
                                + "HttpSession s = request.getSession(); Integer n = (Integer) s.getAttribute(\"n\");"
                                + "n = n == null ? 1 : n + 1; s.setAttribute(\"n\", n);"
                                + "response.getWriter().print(n);"));
        Client client = client();
        earn(client, "/various");
        long inline = counted("ranInline");
        assertThat(client.get("/various?how=error").status()).isEqualTo(410);
        assertThat(client.get("/various?how=failure").status()).isEqualTo(500);
        assertThat(client.get("/various?how=forward").status()).isEqualTo(200);
        String session = client.get("/various?how=session").cookie();
        client.send("GET /various?how=session HTTP/1.1\r\nCookie: " + session, "");
        assertThat(client.read().text()).isEqualTo("2");
        assertThat(counted("ranInline")).isGreaterThan(inline);
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        start(app().servlet(
                        "Echo",
                        "/echo",
                        "response.getWriter().print(Thread.currentThread().getName() + request.getParameter(\"n\"));"));
        Client client = client();
        earn(client, "/echo?n=0");
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            all.append("GET /echo?n=-").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        client.socket.getOutputStream().write(all.toString().getBytes(ISO_8859_1));
        for (int i = 0; i < 100; i++) {
            assertThat(client.read().text()).endsWith("-" + i);
        }
    }

    @Test
    void bodiesAreReadWhereverTheyAre() throws Exception {
        start(app().servlet(
                        "Form",
                        "/form",
                        "response.getWriter().print(Thread.currentThread().getName() + request.getParameter(\"a\"));"));
        Client client = client();
        String body = "a=" + "b".repeat(300);
        String head = "POST /form HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + body.length();
        earn(client, head, body);
        client.send(head, body);
        assertThat(client.read().text()).endsWith("b".repeat(300));
    }

    @Test
    void aServerWhoseThreadIsHeldStillEnds() throws Exception {
        start(app());
        Client client = client();
        earn(client, "/moody");
        client.send("/moody?hold");
        await().until(() -> running.runningRequests().stream()
                .anyMatch(request -> request.thread().startsWith(ON_IO_THREAD)));
        running.close();
        running = null;
    }
}
