package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.session.HeapStore;
import org.junicorn.container.war.WebAppModel.InitializerModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints as an application has them; the processes' side is tested with real processes. */
@Timeout(300)
class WebSocketTest {
    private static final String IMPORTS = "import jakarta.websocket.*; import jakarta.websocket.server.*;";
    private static final String JO = "Basic am86c2VjcmV0";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Answers what it knows of its connection. */
    private static final String FACTS = IMPORTS + """
            @ServerEndpoint("/facts/{name}")
            public class Facts {
                String made = "not made";
                String opened;
                @PostConstruct void made() { made = "made"; }
                @OnOpen public void open(Session session) { opened = loader(); }
                @OnMessage public String message(Session session, String text, @PathParam("name") String name) {
                    return name + " " + text + " " + made + " " + opened + " " + loader() + " "
                        + session.getQueryString();
                }
                static String loader() {
                    return Thread.currentThread().getContextClassLoader() == Facts.class.getClassLoader() ? "own" : "other";
                }
            }""";

    @TempDir
    Path folder;

    /** A connection that keeps what it hears; the last is "closed CODE". */
    private static final class Socket implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private WebSocket socket;

        static Socket open(Running app, String path, String... headers) throws Exception {
            Socket opened = new Socket();
            WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
            for (int i = 0; i < headers.length; i += 2) {
                builder.header(headers[i], headers[i + 1]);
            }
            CompletableFuture<WebSocket> made =
                    builder.buildAsync(URI.create("ws://127.0.0.1:" + app.port() + path), opened);
            opened.socket = made.get(20, TimeUnit.SECONDS);
            return opened;
        }

        String ask(String question) throws InterruptedException {
            socket.sendText(question, true).join();
            return next();
        }

        String next() throws InterruptedException {
            return heard.poll(20, TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            heard.add("failed " + error);
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    private static int refused(Running app, String path) {
        try (Socket socket = Socket.open(app, path)) {
            throw new AssertionError("accepted: " + socket.heard);
        } catch (ExecutionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Running start(TestApp app) throws DeploymentException {
        return Running.start(app.prepared(), app.settings(""));
    }

    @Test
    void findsAnnotatedEndpointsAndCallsThemAsComponentsOfTheApplication() throws Exception {
        try (Running app = start(new TestApp(folder).source("Facts", FACTS));
                Socket socket = Socket.open(app, "/facts/one?a=b")) {
            assertThat(socket.ask("hello")).isEqualTo("one hello made own own a=b");
        }
    }

    @Test
    void findsThemThoughADescriptorIsComplete() throws Exception {
        TestApp application = new TestApp(folder)
                .source("Facts", FACTS)
                .file("WEB-INF/web.xml", "<web-app version=\"6.1\" metadata-complete=\"true\"/>");
        try (Running app = start(application);
                Socket socket = Socket.open(app, "/facts/one")) {
            assertThat(socket.ask("hello")).startsWith("one hello");
        }
    }

    @Test
    void searchesNothingMoreInAnApplicationWithoutEndpoints() {
        assertThat(new TestApp(folder).servlet("Plain", "/plain", "").prepared().initializers())
                .isEmpty();
    }

    @Test
    void deploysWhatTheApplicationChooses() throws Exception {
        TestApp application = new TestApp(folder)
                .source("Facts", FACTS)
                .source("Base", IMPORTS + """
                        public abstract class Base extends Endpoint {
                            @Override public void onOpen(Session session, EndpointConfig config) {
                                session.addMessageHandler(String.class, text -> session.getAsyncRemote()
                                    .sendText(getClass().getSimpleName() + " " + config.getUserProperties().get("key") + " " + text));
                            }
                        }""")
                .source("Chosen", "public class Chosen extends Base {}")
                .source("Choice", IMPORTS + """
                        public class Choice implements ServerApplicationConfig {
                            public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
                                Set<ServerEndpointConfig> chosen = new HashSet<>();
                                for (Class<? extends Endpoint> type : found) {
                                    ServerEndpointConfig config =
                                        ServerEndpointConfig.Builder.create(type, "/" + type.getSimpleName()).build();
                                    config.getUserProperties().put("key", "value");
                                    chosen.add(config);
                                }
                                return chosen;
                            }
                            public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
                                return Set.of();
                            }
                        }""");
        assertThat(application.prepared().initializers())
                .containsExactly(new InitializerModel(
                        InitializerModel.WEB_SOCKETS,
                        true,
                        java.util.List.of("app.Base", "app.Choice", "app.Chosen", "app.Facts")));
        try (Running app = start(application)) {
            try (Socket socket = Socket.open(app, "/Chosen")) {
                assertThat(socket.ask("hello")).isEqualTo("Chosen value hello");
            }
            assertThat(refused(app, "/facts/one")).isEqualTo(404);
        }
    }

    @Test
    void takesEndpointsThatAreAddedLateAndUpgradesThatAServletAsksFor() throws Exception {
        TestApp application = new TestApp(folder)
                .source("Echo", IMPORTS + """
                        public class Echo extends Endpoint {
                            @Override public void onOpen(Session session, EndpointConfig config) {
                                session.addMessageHandler(String.class, text -> session.getAsyncRemote()
                                    .sendText(text + config.getUserProperties() + session.getPathParameters()));
                            }
                        }""")
                .source("Late", "import jakarta.servlet.annotation.*;" + IMPORTS + """
                        @WebServlet(urlPatterns = "/late/*", loadOnStartup = 1)
                        public class Late extends HttpServlet {
                            ServerContainer sockets;
                            @Override public void init() throws ServletException {
                                sockets = (ServerContainer) getServletContext().getAttribute(ServerContainer.class.getName());
                                try {
                                    sockets.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/added").build());
                                } catch (DeploymentException e) {
                                    throw new ServletException(e);
                                }
                            }
                            @Override protected void service(HttpServletRequest request, HttpServletResponse response)
                                    throws IOException, ServletException {
                                ServerEndpointConfig config = ServerEndpointConfig.Builder.create(Echo.class, "/any").build();
                                config.getUserProperties().put("k", "v");
                                try {
                                    sockets.upgradeHttpToWebSocket(request, response, config, Map.of("p", "q"));
                                } catch (DeploymentException e) {
                                    throw new ServletException(e);
                                }
                            }
                        }""");
        try (Running app = start(application)) {
            try (Socket socket = Socket.open(app, "/added")) {
                assertThat(socket.ask("hello")).isEqualTo("hello{}{}");
            }
            try (Socket socket = Socket.open(app, "/late/x")) {
                assertThat(socket.ask("hello")).isEqualTo("hello{k=v}{p=q}");
                app.app().drain();
                assertThat(socket.next()).isEqualTo("closed 1001");
            }
        }
    }

    @Test
    void tellsWhatIsWrongWithAnEndpoint() {
        TestApp application = new TestApp(folder)
                .source("One", IMPORTS + "@ServerEndpoint(\"/a/{x}\") public class One {}")
                .source("Two", IMPORTS + "@ServerEndpoint(\"/a/{y}\") public class Two {}");
        assertThatThrownBy(() -> start(application).close())
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(
                        "the WebSocket endpoints cannot be deployed: jakarta.websocket.DeploymentException: the endpoint app.Two is to be at /a/{y},"
                                + " where app.One is already; give one of them another path");
    }

    @Test
    void limitsMessagesAsTomcatDoesAndSaysGoodbyeWhenItDrains() throws Exception {
        try (Running app = start(new TestApp(folder).source("Facts", FACTS));
                Socket socket = Socket.open(app, "/facts/one");
                Socket other = Socket.open(app, "/facts/two")) {
            assertThat(socket.ask("x".repeat(8192))).startsWith("one xxx");
            assertThat(socket.ask("x".repeat(9000))).isEqualTo("closed 1009");
            assertThat(other.ask("still")).startsWith("two still");
            app.app().drain();
            assertThat(other.next()).isEqualTo("closed 1001");
            try (Socket late = Socket.open(app, "/facts/three")) {
                assertThat(late.next()).isEqualTo("closed 1001");
            }
        }
    }

    /** With a page that tells the session's id, or ends it, and endpoints for members. */
    private TestApp members() {
        return new TestApp(folder)
                .users("<user username=\"jo\" password=\"secret\" roles=\"member\"/>")
                .source("Facts", FACTS)
                .source("Gate", "import jakarta.servlet.annotation.*;" + """
                        @WebServlet("/gate") public class Gate extends HttpServlet {
                            @Override protected void service(HttpServletRequest request, HttpServletResponse response)
                                    throws IOException, ServletException {
                                if (request.getParameter("end") != null) {
                                    request.getSession().invalidate();
                                } else {
                                    response.getWriter().print(request.getSession().getId());
                                }
                            }
                        }""")
                .file("WEB-INF/web.xml", """
                        <web-app version="6.1">
                          <security-constraint>
                            <web-resource-collection><url-pattern>/facts/*</url-pattern></web-resource-collection>
                            <auth-constraint><role-name>member</role-name></auth-constraint>
                          </security-constraint>
                          <login-config><auth-method>BASIC</auth-method></login-config>
                        </web-app>""");
    }

    /** The cookie of a session that has logged in. */
    private static String login(Running app) throws Exception {
        String first = "JSESSIONID=" + app.get("/gate").body();
        // A login changes the id of the session.
        return app.send("/facts/one", r -> r.header("Cookie", first).header("Authorization", JO))
                .headers()
                .firstValue("set-cookie")
                .orElseThrow()
                .split(";")[0];
    }

    @Test
    void endsTheConnectionsOfALoginWithItsSession() throws Exception {
        try (Running app = start(members())) {
            String cookie = login(app);
            try (Socket socket = Socket.open(app, "/facts/one", "Cookie", cookie, "Authorization", JO)) {
                assertThat(socket.ask("hello")).startsWith("one hello");
                app.send("/gate?end=yes", r -> r.header("Cookie", cookie));
                assertThat(socket.next()).isEqualTo("closed 1008");
            }
        }
    }

    @Test
    void endsTheConnectionsOfALoginThatEndsInAnotherWorker() throws Exception {
        HeapStore store = new HeapStore();
        try (Running one = start(members().sessions(store.settings(1)));
                Running two = start(members().sessions(store.settings(2)))) {
            String cookie = login(two);
            try (Socket socket = Socket.open(one, "/facts/one", "Cookie", cookie, "Authorization", JO)) {
                assertThat(socket.ask("hello")).startsWith("one hello");
                two.send("/gate?end=yes", r -> r.header("Cookie", cookie));
                assertThat(socket.next()).isEqualTo("closed 1008");
            }
        }
    }

    @Test
    void letsApplicationsOpenConnectionsThemselves() throws Exception {
        TestApp application = new TestApp(folder)
                .source("Facts", FACTS)
                .source("Asker", "import jakarta.servlet.annotation.*;" + IMPORTS + """
                        @WebServlet("/ask") public class Asker extends HttpServlet {
                            @ClientEndpoint public static class Client {
                                final java.util.concurrent.BlockingQueue<String> heard =
                                    new java.util.concurrent.LinkedBlockingQueue<>();
                                @OnMessage public void hear(String text) { heard.add(text); }
                            }
                            @Override protected void service(HttpServletRequest request, HttpServletResponse response)
                                    throws IOException, ServletException {
                                Client client = new Client();
                                java.net.URI uri = java.net.URI.create("ws://127.0.0.1:" + request.getLocalPort() + "/facts/me");
                                try (Session session = ContainerProvider.getWebSocketContainer().connectToServer(client, uri)) {
                                    session.getBasicRemote().sendText("asked");
                                    response.getWriter().print(client.heard.poll(20, java.util.concurrent.TimeUnit.SECONDS));
                                } catch (DeploymentException | InterruptedException e) {
                                    throw new ServletException(e);
                                }
                            }
                        }""");
        try (Running app = start(application)) {
            assertThat(app.get("/ask").body()).startsWith("me asked made own own");
        }
    }
}
