package org.junicorn.container.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HttpString;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junicorn.container.Scorecard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A path that other servers answer. */
@Timeout(60)
class ProxyTest {
    private final AtomicInteger failures = new AtomicInteger();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private Front upstream(HttpHandler handler) {
        return opened(new Front(handler));
    }

    private Routes routes;

    private Front proxy(String rule) throws Exception {
        Scorecard scorecard = (Scorecard) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Scorecard.class}, (proxy, method, args) -> {
                    if (method.getName().equals("proxyFailed")) {
                        failures.incrementAndGet();
                    }
                    return null;
                });
        routes = new Routes(
                Map.of(), new RoutingOptions(List.of(), "", List.of(), "version", "", "", List.of(rule)), scorecard);
        open.add(routes);
        return opened(new Front(routes.handler()));
    }

    /** A port that nobody listens on. */
    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    /** Accepts connections and does this with each, on a thread of its own. */
    private String raw(Behaviour behaviour) throws IOException {
        ServerSocket listening = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    behaviour.with(listening.accept());
                }
            } catch (IOException e) {
                // the test ends
            }
        });
        thread.setDaemon(true);
        thread.start();
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    private interface Behaviour {
        void with(Socket socket) throws IOException;
    }

    private static void readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
    }

    private static void echo(HttpServerExchange exchange) throws IOException {
        exchange.startBlocking();
        String body = new String(exchange.getInputStream().readAllBytes());
        StringBuilder answer = new StringBuilder(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + "?" + exchange.getQueryString() + "\n");
        exchange.getRequestHeaders()
                .forEach(values -> values.forEach(value -> answer.append(values.getHeaderName())
                        .append(": ")
                        .append(value)
                        .append('\n')));
        exchange.getResponseHeaders().put(new HttpString("X-Upstream"), "yes");
        exchange.getResponseHeaders().put(new HttpString("Keep-Alive"), "timeout=9");
        exchange.getResponseSender().send(answer + "body " + body);
    }

    private Front echoing() {
        return upstream(new BlockingHandler(ProxyTest::echo));
    }

    @Test
    void aRequestIsPassedOnAndItsResponseBack() throws Exception {
        Front front = proxy("/api=" + echoing().url());
        Front.Answer answer = front.ask("POST /api/a?b=c HTTP/1.1", "hello", "Host: shop.example:81", "X-A: b");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Upstream")).isEqualTo("yes");
        assertThat(answer.header("Keep-Alive")).isEmpty();
        assertThat(answer.body())
                .startsWith("POST /api/a?b=c\n")
                .endsWith("body hello")
                .contains("X-A: b\n")
                .contains("Host: shop.example:81\n")
                .contains("X-Forwarded-For: 127.0.0.1\n")
                .contains("X-Forwarded-Proto: http\n")
                .contains("X-Forwarded-Host: shop.example\n")
                .contains("X-Forwarded-Port: 81\n");
        assertThat(front.get("/other").status()).isEqualTo(404);
        assertThat(failures).hasValue(0);
    }

    @Test
    void whatAClientClaimsAndWhatIsAboutItsConnectionIsTakenAway() throws Exception {
        Front front = proxy("/=" + echoing().url());
        String seen = front.raw("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\n"
                        + "X-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /evil\r\nTE: trailers\r\nX-Private: 1\r\n"
                        + "Connection: close\r\nConnection: X-Private\r\nProxy-Authorization: Basic x\r\n\r\n")
                .body();
        assertThat(seen)
                .contains("X-Forwarded-For: 127.0.0.1\n")
                .contains("X-Forwarded-Host: a\n")
                .doesNotContain("1.2.3.4", "evil", "trailers", "X-Private", "Proxy-Authorization");
    }

    @Test
    void thePathMayBeTakenOffAndIsThatWhichWasMatched() throws Exception {
        Front front = proxy("/api=" + echoing().url() + "/v2;strip_path=true;host=upstream");
        String seen = front.get("/api/x%20y?q", "Host: shop.example").body();
        assertThat(seen)
                .startsWith("GET /v2/x%20y?q\n")
                .contains("X-Forwarded-Prefix: /api\n")
                .contains("Host: 127.0.0.1:")
                .contains("X-Forwarded-Host: shop.example\n");
        assertThat(front.get("/%61pi/z").body()).startsWith("GET /v2/z?\n");
        assertThat(front.get("/api/x;jsessionid=1/y;a=b").body()).startsWith("GET /v2/x;jsessionid=1/y;a=b?\n");
        assertThat(front.get("/api;a=b/x").body()).startsWith("GET /v2/x?\n");
    }

    @Test
    void serversTakeTurnsAndOneThatIsDownIsLeftOut() throws Exception {
        Front a = upstream(exchange -> exchange.getResponseSender().send("a"));
        Front b = upstream(exchange -> exchange.getResponseSender().send("b"));
        Front front = proxy("/=" + a.url() + "," + nobody() + "," + b.url());
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(
                    i % 2 == 0
                            ? front.get("/").body()
                            : front.ask("POST / HTTP/1.1", "x").body());
        }
        assertThat(answers).containsOnly("a", "b").contains("a").contains("b");
        assertThat(failures).hasValue(0);
    }

    @Test
    void ifNoServerCanBeConnectedToTheAnswerIs502() throws Exception {
        Front front = proxy("/=" + nobody());
        Front.Answer answer = front.get("/");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("The server that answers this path is not available.");
        assertThat(failures).hasValue(1);
    }

    @Test
    void aRequestThatMayHaveBeenWorkedOnIsOnlyRepeatedIfItIsIdempotent() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        String closing = raw(socket -> {
            connections.incrementAndGet();
            readHead(socket);
            socket.close();
        });
        Front front = proxy("/=" + closing);
        assertThat(front.ask("POST / HTTP/1.1", "").status()).isEqualTo(502);
        assertThat(connections).hasValue(1);
        assertThat(front.get("/").status()).isEqualTo(502);
        assertThat(connections).hasValue(3);
        assertThat(failures).hasValue(2);
    }

    @Test
    void aKeptConnectionThatHasEndedCostsNoRequest() throws Exception {
        AtomicInteger served = new AtomicInteger();
        String onceEach = raw(socket -> {
            readHead(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes());
            served.incrementAndGet();
            socket.close();
        });
        Front front = proxy("/=" + onceEach);
        for (int i = 0; i < 10; i++) {
            assertThat(front.get("/").body()).isEqualTo("ok");
        }
        assertThat(served.get()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void aServerThatDoesNotAnswerIs504() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        String silent = raw(socket -> connections.incrementAndGet());
        Front front = proxy("/=" + silent + ";timeout=300ms");
        assertThat(front.get("/").status()).isEqualTo(504);
        assertThat(front.ask("POST / HTTP/1.1", "abc").status()).isEqualTo(504);
        assertThat(connections).hasValue(2);
        assertThat(failures).hasValue(2);
    }

    @Test
    void aResponseThatStopsInTheMiddleIsCut() throws Exception {
        String stopping = raw(socket -> {
            readHead(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".getBytes());
        });
        Front.Answer answer = proxy("/=" + stopping + ";timeout=300ms").get("/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("half");
        assertThat(failures).hasValue(1);
    }

    @Test
    void aLongResponseIsNotCutAsLongAsItFlows() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Front flowing = upstream(new BlockingHandler(exchange -> {
            for (int i = 0; i < 8; i++) {
                exchange.getOutputStream().write("x".getBytes());
                exchange.getOutputStream().flush();
                slow.await(100, TimeUnit.MILLISECONDS);
            }
        }));
        Front.Answer answer = proxy("/=" + flowing.url() + ";timeout=500ms").get("/");
        assertThat(answer.body().replaceAll("[^x]", "")).isEqualTo("xxxxxxxx");
        assertThat(failures).hasValue(0);
    }

    @Test
    void tooManyConnectionsAre503() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Front slow = upstream(new BlockingHandler(exchange -> {
            begun.countDown();
            busy.await(20, TimeUnit.SECONDS);
            exchange.getResponseSender().send("done");
        }));
        Front front = proxy("/=" + slow.url() + ";max_connections=1;retries=0");
        Thread first = new Thread(() -> {
            try {
                front.get("/");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        first.start();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        Front.Answer refused = front.get("/");
        busy.countDown();
        first.join();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void webSocketsPassAndEndWhenTheWorkerDrains() throws Exception {
        Front echo = upstream(Handlers.websocket((exchange, channel) -> {
            channel.getReceiveSetter().set(new AbstractReceiveListener() {
                @Override
                protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {
                    WebSockets.sendText("echo " + message.getData(), from, null);
                }
            });
            channel.resumeReceives();
        }));
        Front front = proxy("/ws=" + echo.url());
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + front.port() + "/ws/x"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        heard.add(data.toString());
                        from.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                        heard.add("closed");
                        return null;
                    }

                    @Override
                    public void onError(WebSocket from, Throwable error) {
                        heard.add("closed");
                    }
                })
                .get(20, TimeUnit.SECONDS);
        socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("echo hello");
        routes.drain();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @Test
    void aConnectionBecomesAWebSocketAndNothingElse() throws Exception {
        Front front = proxy("/=" + echoing().url());
        for (String protocol : new String[] {"h2c", "H2C", "h2c, websocket", "other"}) {
            assertThat(front.raw(
                                    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: " + protocol
                                            + "\r\nConnection: close\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA\r\n\r\n")
                            .body())
                    .as(protocol)
                    .doesNotContain("Upgrade", "HTTP2-Settings");
        }
    }

    @Test
    void interimResponsesAreNotTakenForTheResponse() throws Exception {
        String hinting = raw(socket -> {
            for (int i = 0; i < 2; i++) {
                readHead(socket);
                socket.getOutputStream()
                        .write(("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                                        + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 O")
                                .getBytes());
                socket.getOutputStream().flush();
                socket.getOutputStream().write("K\r\nContent-Length: 2\r\n\r\nok".getBytes());
            }
        });
        Front front = proxy("/=" + hinting);
        for (int i = 0; i < 2; i++) {
            Front.Answer answer = front.get("/");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).endsWith("\r\n\r\nok").doesNotContain("103", "Link");
        }
        assertThat(failures).hasValue(0);
    }

    @Test
    void aResponseThatHasNoBodyIsNotWaitedFor() throws Exception {
        String unchanged = raw(socket -> {
            for (String head : new String[] {
                "304 Not Modified\r\nContent-Length: 55\r\nETag: \"a\"", "204 No Content\r\nTransfer-Encoding: chunked"
            }) {
                readHead(socket);
                socket.getOutputStream().write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes());
            }
        });
        Front front = proxy("/=" + unchanged);
        Front.Answer same = front.get("/");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("ETag")).isEqualTo("\"a\"");
        assertThat(front.get("/").status()).isEqualTo(204);
        assertThat(failures).hasValue(0);
    }
}
