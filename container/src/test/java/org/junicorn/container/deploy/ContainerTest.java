package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junicorn.container.Container;
import org.junicorn.container.Container.Listener;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.Refused;
import org.junicorn.container.RequestLimits;
import org.junicorn.container.RequestRules;
import org.junicorn.container.Scorecard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole container with real servlets: what the application sees of the HTTP side. */
@Timeout(300)
class ContainerTest {
    @TempDir
    Path folder;

    private final List<ContainerEvents.RunningRequest> timedOut = new CopyOnWriteArrayList<>();
    private final List<ContainerEvents.RunningRequest> stuck = new CopyOnWriteArrayList<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;

    private final class Card implements Scorecard {
        @Override
        public void heartbeat(int ioThread) {}

        @Override
        public void connectionOpened() {}

        @Override
        public void connectionClosed() {}

        @Override
        public boolean crowded() {
            return false;
        }

        @Override
        public void requestStarted() {}

        @Override
        public void requestFinished(String method, int status, long durationNanos) {}

        @Override
        public void refused(Refused reason) {}

        @Override
        public void requestForwarded() {}

        @Override
        public void queueWaited(long nanos) {}

        @Override
        public void bytesReceived(long count) {}

        @Override
        public void bytesSent(long count) {}

        @Override
        public void busyThreads(int delta) {
            busy.addAndGet(delta);
        }

        @Override
        public void handshakeFailed() {}
    }

    private final class Events implements ContainerEvents {
        @Override
        public void requestTimedOut(RunningRequest request) {
            timedOut.add(request);
        }

        @Override
        public void requestStuck(RunningRequest request) {
            stuck.add(request);
        }
    }

    private Container start(TestApp app, String contextPath, Duration requestTimeout)
            throws DeploymentException, IOException {
        ContainerSettings settings = new ContainerSettings(
                contextPath,
                app.temp(),
                1,
                8,
                false,
                100,
                Duration.ofSeconds(75),
                requestTimeout,
                Duration.ofMillis(300),
                Optional.empty());
        Container container = new Container(settings, app.model(), new Card(), new Events());
        container.start();
        ServerSocketChannel acceptor = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        port = acceptor.socket().getLocalPort();
        container.accept(List.of(new Listener("main", acceptor, ServerSocketChannel.open(), false)));
        return container;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void servesBelowItsContextPathOnly() throws Exception {
        TestApp app = new TestApp(folder)
                .servlet(
                        "Paths",
                        "/p/*",
                        "response.getWriter().print(request.getRequestURI() + ' ' +"
                                + " request.getContextPath() + ' ' + request.getServletPath() + ' ' + request.getPathInfo());");
        try (Container container = start(app, "/shop", Duration.ZERO)) {
            assertThat(get("/shop/p/a").body()).isEqualTo("/shop/p/a /shop /p /a");
            assertThat(get("/shop/x/../p/%C3%A9;v=1").body()).isEqualTo("/shop/x/../p/%C3%A9;v=1 /shop /p /é");
            assertThat(get("/p/a").statusCode()).isEqualTo(404);
            assertThat(get("/shop/../p/a").statusCode()).isEqualTo(404);
            assertThat(get("/shopping").statusCode()).isEqualTo(404);
            HttpResponse<String> redirect = get("/shop?a=b");
            assertThat(redirect.statusCode()).isEqualTo(302);
            assertThat(redirect.headers().firstValue("location")).contains("/shop/?a=b");
            assertThat(container.runningRequests()).isEmpty();
        }
    }

    @Test
    void answers503ForAServletThatHangsAndKeepsTheOthersGoing() throws Exception {
        Path release = folder.resolve("release");
        TestApp app = new TestApp(folder)
                .servlet("Hello", "/hello", "response.getWriter().print(\"hello\");")
                .servlet(
                        "Hang",
                        "/hang/*",
                        "response.getWriter().print(\"half\"); while (!new File(\"" + release
                                + "\").exists()) java.util.concurrent.locks.LockSupport.parkNanos(1000000);"
                                + " response.getWriter().print(\"x\".repeat(100000));");
        try (Container container = start(app, "", Duration.ofMillis(200))) {
            String response = raw("GET /hang/a?token=1 HTTP/1.1\nHost: h\n\n");
            assertThat(response).startsWith("HTTP/1.1 503 Service Unavailable").endsWith("</html>");
            await().until(() -> stuck.size() == 1);
            assertThat(timedOut).singleElement().satisfies(request -> {
                assertThat(request.target()).isEqualTo("/hang/a");
                assertThat(request.answered()).isTrue();
                assertThat(request.stack()).anyMatch(f -> f.getClassName().equals("app.Hang"));
            });
            for (int i = 0; i < 50; i++) {
                assertThat(get("/hello").body()).isEqualTo("hello");
            }
            Files.createFile(release);
            await().until(() -> busy.get() == 0);
            for (int i = 0; i < 50; i++) {
                assertThat(get("/hello").body()).isEqualTo("hello");
            }
            container.drain(Set.of(), Duration.ofMillis(50), Duration.ZERO).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void watchesTheThreadOfAnAsynchronousRequestButNotTheRequestWithoutOne() throws Exception {
        TestApp app = new TestApp(folder)
                .servlet(
                        "Idle",
                        "/idle",
                        "AsyncContext context = request.startAsync(); new Timer(true).schedule("
                                + "new TimerTask() { public void run() { try { context.getResponse().getWriter().print(\"late\");"
                                + " } catch (IOException e) { throw new IllegalStateException(e); } context.complete(); } }, 800);")
                .servlet(
                        "Busy",
                        "/busy",
                        "AsyncContext context = request.startAsync(); context.start(() -> { try {"
                                + " Thread.sleep(60000); } catch (InterruptedException e) { context.complete(); } });");
        try (Container container = start(app, "", Duration.ofMillis(200))) {
            assertThat(get("/idle").body()).isEqualTo("late");
            assertThat(timedOut).isEmpty();
            assertThat(raw("GET /busy HTTP/1.1\nHost: h\n\n")).startsWith("HTTP/1.1 503 ");
            await().until(() -> timedOut.size() == 1 && busy.get() == 0);
            assertThat(timedOut.get(0).target()).isEqualTo("/busy");
            await().until(() -> container.openConnections() <= 1);
        }
    }

    @Test
    void endsTheApplicationWhenItIsClosed() throws Exception {
        Path ended = folder.resolve("ended");
        TestApp app = new TestApp(folder)
                .source(
                        "Life",
                        "public class Life extends HttpServlet { protected void doGet(HttpServletRequest request,"
                                + " HttpServletResponse response) throws IOException { response.getWriter().print(\"alive\"); }"
                                + " public void destroy() { try { new File(\"" + ended
                                + "\").createNewFile(); } catch (IOException e) { throw new IllegalStateException(e); } } }");
        app.map(TestApp.servletModel("Life", "/"), s -> s);
        Container container = start(app, "", Duration.ZERO);
        assertThat(get("/").body()).isEqualTo("alive");
        container.close();
        assertThat(ended).exists();
        container.close();
        assertThatThrownBy(() -> get("/")).isInstanceOf(IOException.class);
    }

    @Test
    void leavesNothingRunningIfTheApplicationCannotBeDeployed() {
        TestApp app = new TestApp(folder)
                .source(
                        "Bad",
                        "public class Bad implements ServletContextListener { public void"
                                + " contextInitialized(ServletContextEvent event) { throw new IllegalStateException(\"no\"); } }")
                .listener("Bad");
        assertThatThrownBy(() -> start(app, "", Duration.ofSeconds(1))).isInstanceOf(DeploymentException.class);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("http ") || name.equals("request-deadline")));
    }

    @Test
    void aChunkedBodyThatWasReceivedBeforeIsReadByTheApplication() throws Exception {
        TestApp app = new TestApp(folder)
                .rules(new RequestRules(
                        new RequestLimits(8190, 100, 8190, 8192, 200, 1000, 20, 50, 512, 4096, 2 << 20),
                        RequestRules.ofTomcat().paths(),
                        RequestRules.ofTomcat().app()))
                .servlet("Body", "/body", "response.getWriter().print(request.getInputStream().readAllBytes().length);")
                .servlet("Form", "/form", "response.getWriter().print(request.getParameter(\"a\"));");
        try (Container container = new Container(app.settings(""), app.model(), new Card(), new Events());
                ServerSocketChannel acceptor = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            container.start();
            port = acceptor.socket().getLocalPort();
            container.accept(List.of(new Listener("main", acceptor, ServerSocketChannel.open(), false)));
            assertThat(chunked("/body", "x".repeat(100_000)))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("100000");
            assertThat(chunked("/body", "abc")).endsWith("3");
            assertThat(chunked("/form", "a=short")).endsWith("short");
            assertThat(chunked("/form", "a=" + "x".repeat(30))).startsWith("HTTP/1.1 413 ");
        }
    }

    private String chunked(String path, String body) throws IOException {
        return raw("POST " + path + " HTTP/1.1\nHost: h\nConnection: close\nTransfer-Encoding: chunked\n"
                + "Content-Type: application/x-www-form-urlencoded\n\n"
                + Integer.toHexString(body.length()) + "\n" + body + "\n0\n\n");
    }
}
