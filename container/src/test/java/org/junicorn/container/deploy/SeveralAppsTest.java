package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.container.Container;
import org.junicorn.container.Container.App;
import org.junicorn.container.Container.Listener;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.Place;
import org.junicorn.container.Scorecard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several applications in one container: who answers, and that none sees another. */
@Timeout(300)
class SeveralAppsTest {
    private static final String BODY = """
            ServletContext context = request.getServletContext();
            PrintWriter out = response.getWriter();
            String set = request.getParameter("set");
            if (set != null) {
                context.setAttribute("shared", set);
                request.getSession().setAttribute("mine", set);
            }
            HttpSession session = request.getSession(false);
            out.println("context " + request.getContextPath() + " path " + request.getServletPath());
            out.println("attribute " + context.getAttribute("shared"));
            out.println("session " + (session == null ? null : session.getAttribute("mine")));
            out.println("loader " + (Thread.currentThread().getContextClassLoader() == getClass().getClassLoader()));
            out.println("count " + ++Counter.value);
            out.println("temp " + context.getAttribute(ServletContext.TEMPDIR));
            String other = request.getParameter("other");
            if (other != null) {
                ServletContext found = context.getContext(other);
                out.println("other " + (found == null ? null : found == context));
            }
            """;

    @TempDir
    Path folder;

    private final List<String> failed = new ArrayList<>();
    private Container running;
    private int port;

    private final class Events implements ContainerEvents {
        @Override
        public void requestTimedOut(RunningRequest request) {}

        @Override
        public void requestStuck(RunningRequest request) {}

        @Override
        public void appFailed(Place place, DeploymentException failure) {
            failed.add(place.contextPath() + ": " + failure.getMessage());
        }
    }

    private TestApp spy(String name) throws IOException {
        return new TestApp(Files.createDirectory(folder.resolve(name)))
                .source("Counter", "class Counter { static int value; }")
                .servlet("Spy", "/spy", BODY);
    }

    private TestApp broken(String name) throws IOException {
        return spy(name)
                .source(
                        "Bad",
                        "public class Bad implements ServletContextListener { public void"
                                + " contextInitialized(ServletContextEvent event) { throw new IllegalStateException(\"no\"); } }")
                .listener("Bad");
    }

    private Container container(App... apps) throws IOException {
        Path temp = Files.createDirectories(folder.resolve("tmp"));
        return new Container(
                new TestApp(Files.createDirectories(folder.resolve("unused")))
                        .settings("")
                        .at("", temp),
                List.of(apps),
                Scorecard.NONE,
                new Events());
    }

    private void start(App... apps) throws IOException, DeploymentException {
        running = container(apps);
        running.start();
        ServerSocketChannel acceptor = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        port = acceptor.socket().getLocalPort();
        running.accept(List.of(new Listener("main", acceptor, ServerSocketChannel.open(), false)));
    }

    @AfterEach
    void close() {
        if (running != null) {
            running.close();
        }
    }

    private String get(String path, String... headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                    + String.join(
                            "", List.of(headers).stream().map(h -> h + "\r\n").toList()) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static String session(String answer) {
        Matcher id = Pattern.compile("Set-Cookie: (JSESSIONID=[^;]+); (?i:path=)(\\S+?);")
                .matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return id.group(1);
    }

    @Test
    void theLongestContextPathAnswers() throws Exception {
        start(
                new App("", spy("root").model(), true),
                new App("/shop", spy("shop").model(), true),
                new App("/shop/eu", spy("eu").model(), true));
        assertThat(get("/spy")).contains("context  path /spy\n");
        assertThat(get("/shop/spy")).contains("context /shop path /spy\n");
        assertThat(get("/shop/eu/spy")).contains("context /shop/eu path /spy\n");
        assertThat(get("/shop/eu/../spy")).contains("context /shop path /spy\n");
        assertThat(get("/shopping")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/shop?a=b")).startsWith("HTTP/1.1 302 ").contains("Location: /shop/?a=b\n");
        assertThat(get("/shop/eu")).contains("Location: /shop/eu/\n");
    }

    @Test
    void withoutARootTheRestIsNotFound() throws Exception {
        start(new App("/a", spy("a").model(), true), new App("/b", spy("b").model(), true));
        assertThat(get("/a/spy")).startsWith("HTTP/1.1 200 ");
        assertThat(get("/")).startsWith("HTTP/1.1 404 ").contains("HTTP Status 404");
        assertThat(get("/c/spy")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void noApplicationSeesAnother() throws Exception {
        start(
                new App("", spy("root").model(), true),
                new App("/shop", spy("shop").model(), true));
        String root = get("/spy?set=r");
        String shop = get("/shop/spy?set=s");
        assertThat(root).contains("attribute r\n", "session r\n", "loader true\n", "count 1\n");
        assertThat(shop).contains("attribute s\n", "session s\n", "loader true\n", "count 1\n");
        assertThat(root).containsIgnoringCase("path=/;").contains("/tmp/app-ROOT\n");
        assertThat(shop).containsIgnoringCase("path=/shop;").contains("/tmp/app-shop\n");
        assertThat(get("/shop/spy", "Cookie: " + session(root))).contains("session null\n", "attribute s\n");
    }

    /** A browser sends the cookie with the longer path first (RFC 6265, 5.4), and the root's with it. */
    @Test
    void theSessionOfTheRootDoesNotHideThatOfAnother() throws Exception {
        start(
                new App("", spy("root").model(), true),
                new App("/shop", spy("shop").model(), true));
        String both = "Cookie: " + session(get("/shop/spy?set=s")) + "; " + session(get("/spy?set=r"));
        assertThat(get("/shop/spy", both)).contains("session s\n");
        assertThat(get("/spy", both)).contains("session r\n");
    }

    @Test
    void anApplicationGetsNoOtherContextThanItsOwn() throws Exception {
        start(
                new App("", spy("root").model(), true),
                new App("/shop", spy("shop").model(), true));
        assertThat(get("/spy?other=/shop")).contains("other null\n");
        assertThat(get("/spy?other=/shop/x")).contains("other null\n");
        assertThat(get("/spy?other=/shopping")).contains("other true\n");
        assertThat(get("/shop/spy?other=/")).contains("other null\n");
        assertThat(get("/shop/spy?other=/shop")).contains("other true\n");
    }

    @Test
    void oneThatFailsAnswers404AndTheOthersLive() throws Exception {
        start(
                new App("", spy("root").model(), true),
                new App("/bad", broken("bad").model(), false),
                App.broken(Place.of("/unprepared")));
        assertThat(failed).singleElement().asString().startsWith("/bad: cannot deploy test app at /bad: ");
        assertThat(get("/bad/spy")).startsWith("HTTP/1.1 404 ").contains("HTTP Status 404");
        assertThat(get("/bad")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/unprepared/spy")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/spy")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void oneThatIsNeededFailsTheStartAndEndsTheOthers() throws Exception {
        Path ended = folder.resolve("ended");
        TestApp good = spy("good")
                .source(
                        "End",
                        "public class End implements ServletContextListener { public void"
                                + " contextDestroyed(ServletContextEvent event) { try { new File(\"" + ended
                                + "\").createNewFile(); } catch (IOException e) { throw new IllegalStateException(e); } } }")
                .listener("End");
        Container container = container(
                new App("/good", good.model(), false),
                new App("/bad", broken("bad").model(), true));
        assertThatThrownBy(container::start)
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("cannot deploy test app at /bad: ");
        assertThat(ended).exists();
    }

    @Test
    void ifAllFailTheStartFails() throws Exception {
        Container container = container(
                new App("/bad", broken("bad").model(), false),
                new App("/worse", broken("worse").model(), false));
        assertThatThrownBy(container::start)
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("cannot deploy test app at /worse: ");
        assertThat(failed).hasSize(2);
    }
}
