package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.container.Container;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.ContainerSettings.AccessLogSettings;
import org.junicorn.container.Scorecard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a line of the access log says of servlets: sessions, attributes, users. */
@Timeout(300)
class AccessLogOfServletsTest {
    @TempDir
    Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private Container running;
    private int port;

    private static final class Events implements ContainerEvents {
        @Override
        public void requestTimedOut(RunningRequest request) {}

        @Override
        public void requestStuck(RunningRequest request) {}
    }

    private void start(String format, TestApp app) throws Exception {
        ContainerSettings plain = app.settings("");
        ContainerSettings settings = new ContainerSettings(
                "",
                app.temp(),
                1,
                8,
                false,
                1000,
                plain.keepAlive(),
                plain.requestTimeout(),
                plain.stuckGrace(),
                Optional.of(new AccessLogSettings(Optional.empty(), -1, format, Optional.of(lines::add))),
                plain.realm(),
                plain.rules(),
                plain.sessions());
        running = new Container(
                settings, List.of(new Container.App("", app.model(), true)), Scorecard.NONE, new Events());
        running.start();
        ServerSocketChannel acceptor = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        port = acceptor.socket().getLocalPort();
        running.accept(List.of(new Container.Listener("main", acceptor, ServerSocketChannel.open(), false)));
    }

    @AfterEach
    void close() {
        if (running != null) {
            running.close();
        }
    }

    private String get(String path, String... headers) throws IOException {
        int before = lines.size();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                    + String.join(
                            "", List.of(headers).stream().map(h -> h + "\r\n").toList()) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            await().until(() -> lines.size() > before);
            return answer;
        }
    }

    private TestApp app() throws IOException {
        return new TestApp(Files.createDirectory(folder.resolve("app")))
                .servlet("Plain", "/plain", "response.getWriter().print(\"x\");")
                .servlet(
                        "Shop",
                        "/shop",
                        "request.getSession().setAttribute(\"cart\", \"7 \\\"apples\\\"\\n\");"
                                + "request.setAttribute(\"tenant\", \"acme\"); response.getWriter().print(\"x\");")
                .servlet("End", "/end", "request.getSession().invalidate(); response.getWriter().print(\"x\");");
    }

    @Test
    void aSessionAndItsAttributesAreThoseThatTheRequestUsed() throws Exception {
        start("%U %S %{cart}s %{tenant}r %X", app());
        Matcher id = Pattern.compile("JSESSIONID=([0-9A-Za-z_.-]+)").matcher(get("/shop"));
        assertThat(id.find()).isTrue();
        get("/end", "Cookie: JSESSIONID=" + id.group(1));
        assertThat(lines.get(0)).isEqualTo("/shop " + id.group(1) + " 7 \\\"apples\\\"\\x0a acme -");
        assertThat(lines.get(1)).isEqualTo("/end - - - -");
    }

    @Test
    void aLineBeginsNoSession() throws Exception {
        start("%U %S %{cart}s %{tenant}r", app());
        assertThat(get("/plain")).doesNotContain("JSESSIONID");
        assertThat(lines).containsExactly("/plain - - -");
    }

    @Test
    void theUserIsTheOneWhoWasLoggedIn() throws Exception {
        TestApp app = app().servlet(
                        "Login",
                        "/login",
                        "request.login(\"tom\", \"secret\"); response.getWriter().print(request.getRemoteUser());")
                .login("BASIC", "r")
                .users("<user username=\"tom\" password=\"secret\" roles=\"a\"/>");
        start("%U %u", app);
        assertThat(get("/login")).endsWith("tom");
        get("/plain", "Authorization: Basic ZXZlOng=");
        assertThat(lines).containsExactly("/login tom", "/plain -");
    }

    @Test
    void theThreadIsTheOneThatServed() throws Exception {
        TestApp app = app().servlet("Who", "/who", "response.getWriter().print(Thread.currentThread().getName());");
        start("%I", app);
        String answer = get("/who");
        assertThat(answer).endsWith(lines.get(0));
    }
}
