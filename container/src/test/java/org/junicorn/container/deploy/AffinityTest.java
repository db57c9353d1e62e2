package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junicorn.container.Container;
import org.junicorn.container.Container.App;
import org.junicorn.container.Container.Listener;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.Scorecard;
import org.junicorn.container.session.CookieRules;
import org.junicorn.container.session.HeapStore;
import org.junicorn.container.session.SessionSettings;
import org.junicorn.container.session.SessionSettings.Failure;
import org.junicorn.container.session.SessionStore;
import org.junicorn.container.session.StoreFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same application in two containers, as two workers have it, over one store; its sessions cannot be stored. */
@Timeout(300)
class AffinityTest {
    private static final String SERVLET = "public class S extends HttpServlet {"
            + "static class Counter { int n; }"
            + "protected void service(HttpServletRequest q, HttpServletResponse p) throws IOException {"
            + " PrintWriter w = p.getWriter();"
            + " switch (q.getParameter(\"c\")) {"
            + "  case \"none\" -> w.print(getServletContext().getInitParameter(\"worker\"));"
            + "  case \"serializable\" -> { HttpSession s = q.getSession(); Integer n = (Integer) s.getAttribute(\"n\");"
            + "    s.setAttribute(\"n\", n = n == null ? 1 : n + 1); w.print(n); }"
            + "  case \"count\" -> { HttpSession s = q.getSession(); Counter c = (Counter) s.getAttribute(\"c\");"
            + "    if (c == null) { s.setAttribute(\"c\", c = new Counter()); }"
            + "    synchronized (c) { w.print(++c.n); } }"
            + "  case \"drop\" -> q.getSession().removeAttribute(\"c\");"
            + "  case \"echo\" -> { q.getSession(); w.print(q.getReader().readLine()); }"
            + "  case \"seen\" -> w.print(q.getRemoteAddr() + ' ' + (q.getRemotePort() > 0) + ' ' + q.getServerPort()"
            + "    + ' ' + q.getRequestURL() + ' ' + q.isSecure() + ' ' + q.isRequestedSessionIdValid());"
            + "  case \"listen\" -> { try { ((jakarta.websocket.server.ServerContainer) getServletContext().getAttribute("
            + "    \"jakarta.websocket.server.ServerContainer\")).addEndpoint(Live.class); }"
            + "    catch (jakarta.websocket.DeploymentException e) { throw new IOException(e); } }"
            + "  default -> throw new IllegalArgumentException(); } } }";

    /** Says whether it has what only one worker has of the session. */
    private static final String SOCKET = "import jakarta.websocket.*; import jakarta.websocket.server.*;"
            + "@ServerEndpoint(value = \"/live\", configurator = Live.Sessions.class) public class Live {"
            + " public static class Sessions extends ServerEndpointConfig.Configurator {"
            + "  public void modifyHandshake(ServerEndpointConfig c, HandshakeRequest q, HandshakeResponse p) {"
            + "   HttpSession s = (HttpSession) q.getHttpSession();"
            + "   c.getUserProperties().put(\"has\", s != null && s.getAttribute(\"c\") != null); } }"
            + " @OnMessage public String message(Session session, String text) {"
            + "  return text + ' ' + session.getUserProperties().get(\"has\"); } }";

    @TempDir
    Path folder;

    private final HeapStore store = new HeapStore();
    private final List<Container> containers = new ArrayList<>();
    private HttpClient client;
    private int one;
    private int two;

    @BeforeEach
    void start() throws Exception {
        client = browser();
        one = worker(1);
        two = worker(2);
    }

    @AfterEach
    void stop() {
        containers.forEach(Container::close);
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    /** @return its port */
    private int worker(int slot) throws Exception {
        StoreFactory stores = new StoreFactory() {
            @Override
            public SessionStore open(String contextPath) {
                return store;
            }

            @Override
            public boolean blocks() {
                return slot == 1;
            }

            @Override
            public boolean mayHaveSessions(String contextPath) {
                return true;
            }
        };
        TestApp app = new TestApp(folder.resolve("w" + slot))
                .source("Live", SOCKET)
                .source("S", SERVLET)
                .map(TestApp.servletModel("S", "/s"), model -> model)
                .sessions(new SessionSettings(
                        Optional.of(stores),
                        Failure.ERROR,
                        "",
                        Optional.of(folder),
                        1 << 20,
                        "worker-" + slot,
                        slot,
                        CookieRules.ofTomcat()));
        Container container =
                new Container(app.settings(""), List.of(new App("", app.model(), true)), Scorecard.NONE, new Events());
        container.start();
        containers.add(container);
        ServerSocketChannel acceptor = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        int port = acceptor.socket().getLocalPort();
        container.accept(List.of(new Listener("main", acceptor, ServerSocketChannel.open(), false)));
        return port;
    }

    private String ask(int port, String command) throws IOException, InterruptedException {
        return ask(client, port, command);
    }

    private static String ask(HttpClient client, int port, String command) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/s?c=" + command))
                .POST(BodyPublishers.ofString("body"))
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void everyWorkerCountsOnWhatOnlyOneHas() throws Exception {
        for (int i = 1; i <= 40; i++) {
            assertThat(ask(i % 3 == 0 ? one : two, "count")).isEqualTo(Integer.toString(i));
        }
        assertThat(ask(one, "echo")).isEqualTo("body");
        assertThat(ask(two, "seen")).isEqualTo("127.0.0.1 true " + two + " http://127.0.0.1:" + two + "/s false true");
        assertThat(ask(one, "seen")).isEqualTo("127.0.0.1 true " + one + " http://127.0.0.1:" + one + "/s false true");
    }

    @Test
    void aSessionThatCanBeStoredIsServedByAnybody() throws Exception {
        for (int i = 1; i <= 10; i++) {
            assertThat(ask(i % 2 == 0 ? one : two, "serializable")).isEqualTo(Integer.toString(i));
        }
        containers.get(0).close();
        assertThat(ask(two, "serializable")).isEqualTo("11");
    }

    @Test
    void aSessionIsFreeWhenWhatCouldNotBeStoredIsRemoved() throws Exception {
        ask(one, "count");
        ask(two, "serializable");
        ask(two, "drop");
        containers.get(0).close();
        assertThat(ask(two, "serializable")).isEqualTo("2");
        assertThat(ask(two, "count")).isEqualTo("1");
    }

    @Test
    void goesOnWithoutWhatWasLostWithItsWorker() throws Exception {
        ask(one, "serializable");
        assertThat(ask(one, "count")).isEqualTo("1");
        assertThat(ask(two, "count")).isEqualTo("2");
        containers.get(0).close();
        assertThat(ask(two, "count")).isEqualTo("1");
        assertThat(ask(two, "serializable")).isEqualTo("2");
        int three = worker(3);
        assertThat(ask(three, "count")).as("the second worker has it now").isEqualTo("2");
    }

    @Test
    void theOldOwnerServesItsSessionsWhileItDrains() throws Exception {
        ask(one, "count");
        CompletableFuture<Void> drained = containers.get(0).drain(Set.of(), Duration.ZERO, Duration.ofSeconds(60));
        for (int i = 2; i <= 20; i++) {
            assertThat(ask(two, "count")).isEqualTo(Integer.toString(i));
        }
        assertThat(drained).isNotDone();
        ask(two, "drop");
        drained.get(20, TimeUnit.SECONDS);
        assertThat(ask(two, "count")).isEqualTo("1");
    }

    @Test
    void aWebSocketReachesTheOwnerAndStaysWhileItDrains() throws Exception {
        ask(browser(), one, "listen");
        ask(browser(), two, "listen");
        ask(one, "count");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + two + "/live"), new Listening(heard))
                .get(20, TimeUnit.SECONDS);
        socket.sendText("one", true);
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("one true");
        CompletableFuture<Void> drained = containers.get(0).drain(Set.of(), Duration.ZERO, Duration.ofSeconds(60));
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        socket.sendText("two", true);
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("two true");
        WebSocket another = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + two + "/live"), new Listening(heard))
                .get(20, TimeUnit.SECONDS);
        another.sendText("three", true);
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("three true");
        ask(two, "drop");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1001");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1001");
        drained.get(20, TimeUnit.SECONDS);
    }

    /** Keeps what it hears. */
    private record Listening(BlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            heard.add(text.toString());
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }
    }

    @Test
    void manyBrowsersEachHaveTheirOwn() throws Exception {
        ExecutorService browsers = Executors.newFixedThreadPool(20);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int b = 0; b < 20; b++) {
                int first = b;
                work.add(() -> {
                    HttpClient own = browser();
                    for (int i = 1; i <= 25; i++) {
                        assertThat(ask(own, (first + i) % 2 == 0 ? one : two, "count"))
                                .isEqualTo(Integer.toString(i));
                    }
                    return 25;
                });
            }
            int sum = 0;
            for (Future<Integer> done : browsers.invokeAll(work)) {
                sum += done.get();
            }
            assertThat(sum).isEqualTo(500);
        } finally {
            browsers.shutdownNow();
        }
        await().until(() -> containers.get(0).runningRequests().isEmpty());
    }

    private static final class Events implements ContainerEvents {
        @Override
        public void requestTimedOut(RunningRequest request) {}

        @Override
        public void requestStuck(RunningRequest request) {}
    }
}
