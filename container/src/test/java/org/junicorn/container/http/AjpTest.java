package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.ProxyRules.HeaderMapping;
import org.junicorn.container.ProxyRules.ProxyProtocol;
import org.junicorn.container.http.TestServer.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web server that speaks AJP/1.3 (Apache Tomcat Connectors: the AJPv13 protocol). */
class AjpTest {
    private static final ProxyRules RULES = new ProxyRules(
            List.of("10.0.0.0/8"),
            List.of("X-Forwarded-For"),
            List.of("X-Forwarded-Proto=https"),
            List.of(),
            HeaderMapping.DANGEROUS,
            "",
            ProxyProtocol.OFF,
            List.of(),
            "s3cret");

    @TempDir
    private Path folder;

    /** What a request has beside its path. */
    private record Asking(String remote, boolean ssl, Map<String, String> headers, String secret, String query) {
        static final Asking PLAIN = new Asking("203.0.113.7", false, Map.of(), "s3cret", "");

        Asking secret(String other) {
            return new Asking(remote, ssl, headers, other, query);
        }

        Asking header(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Asking(remote, ssl, more, secret, query);
        }

        Asking from(String address) {
            return new Asking(address, ssl, headers, secret, query);
        }

        Asking overTls() {
            return new Asking(remote, true, headers, secret, query);
        }

        Asking query(String text) {
            return new Asking(remote, ssl, headers, secret, text);
        }
    }

    /** @param reusable whether the server keeps the connection */
    private record Answer(int status, String body, boolean reusable) {}

    private static final class WebServer implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        WebServer(TestServer server) throws IOException {
            socket = new Socket("127.0.0.1", ((InetSocketAddress) server.address()).getPort());
            socket.setSoTimeout(20_000);
            in = new DataInputStream(socket.getInputStream());
        }

        private void packet(byte[] content) throws IOException {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(0x12);
            packet.write(0x34);
            packet.write(content.length >> 8);
            packet.write(content.length);
            packet.write(content);
            socket.getOutputStream().write(packet.toByteArray());
        }

        private static void text(ByteArrayOutputStream out, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            out.write(bytes.length >> 8);
            out.write(bytes.length);
            out.writeBytes(bytes);
            out.write(0);
        }

        /** @param method 2 is GET, 4 is POST */
        void send(int method, String uri, Asking asking) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(2);
            out.write(method);
            text(out, "HTTP/1.1");
            text(out, uri);
            text(out, asking.remote());
            text(out, "");
            text(out, "shop.example");
            out.write(asking.ssl() ? 443 >> 8 : 0);
            out.write(asking.ssl() ? 443 : 80);
            out.write(asking.ssl() ? 1 : 0);
            out.write(0);
            out.write(asking.headers().size() + 1);
            text(out, "Host");
            text(out, "shop.example");
            asking.headers().forEach((name, value) -> {
                text(out, name);
                text(out, value);
            });
            if (!asking.query().isEmpty()) {
                out.write(5);
                text(out, asking.query());
            }
            out.write(3); // who has logged in at the web server
            text(out, "admin");
            if (!asking.secret().isEmpty()) {
                out.write(12);
                text(out, asking.secret());
            }
            out.write(0xff);
            packet(out.toByteArray());
        }

        Answer get(String uri, Asking asking) throws IOException {
            send(2, uri, asking);
            return read(List.of());
        }

        /** @param body what is sent, piece by piece, when it is asked for */
        Answer read(List<byte[]> body) throws IOException {
            List<byte[]> left = new ArrayList<>(body);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            int status = 0;
            while (true) {
                assertThat(in.readShort()).isEqualTo((short) 0x4142);
                byte[] packet = new byte[in.readUnsignedShort()];
                in.readFully(packet);
                DataInputStream content = new DataInputStream(new java.io.ByteArrayInputStream(packet));
                switch (content.readByte()) {
                    case 3 -> answer.write(content.readNBytes(content.readUnsignedShort()));
                    case 4 -> status = content.readUnsignedShort();
                    case 5 -> {
                        return new Answer(status, answer.toString(StandardCharsets.UTF_8), content.readByte() == 1);
                    }
                    case 6 -> {
                        byte[] piece = left.isEmpty() ? new byte[0] : left.remove(0);
                        piece(piece);
                    }
                    default -> throw new AssertionError("packet " + packet[0]);
                }
            }
        }

        void piece(byte[] piece) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (piece.length > 0) {
                out.write(piece.length >> 8);
                out.write(piece.length);
                out.writeBytes(piece);
            }
            packet(out.toByteArray());
        }

        void ping() throws IOException {
            packet(new byte[] {10});
            assertThat(in.readShort()).isEqualTo((short) 0x4142);
            assertThat(in.readUnsignedShort()).isEqualTo(1);
            assertThat(in.readByte()).isEqualTo((byte) 9);
        }

        boolean atEnd() throws IOException {
            return in.read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static TestServer start(UnaryOperator<Change> change, HttpHandler app) throws Exception {
        return TestServer.ajp(change.apply(new Change().proxies(RULES)).settings(), app);
    }

    private static void describe(HttpServerExchange exchange) {
        exchange.getResponseSender()
                .send(exchange.getSourceAddress().getAddress().getHostAddress() + " " + exchange.getRequestScheme()
                        + " "
                        + exchange.getHostName() + " " + exchange.getHostPort() + " " + exchange.getRelativePath() + " "
                        + exchange.getQueryParameters() + " "
                        + (exchange.getAttachment(HttpServerExchange.REMOTE_USER) == null) + " "
                        + (exchange.getAttachment(HttpServerExchange.REQUEST_ATTRIBUTES) == null));
    }

    @Test
    void aWebServerThatKnowsTheSecretTellsWhoItsClientIs() throws Exception {
        try (TestServer server = start(change -> change, AjpTest::describe);
                WebServer web = new WebServer(server)) {
            Answer answer = web.get("/a/../b%20c", Asking.PLAIN.query("x=1"));
            assertThat(answer)
                    .isEqualTo(new Answer(200, "203.0.113.7 http shop.example 80 /b c {x=[1]} true true", true));
            web.ping();
            assertThat(web.get("/a", Asking.PLAIN.overTls()).body())
                    .startsWith("203.0.113.7 https shop.example 443 /a ");
            assertThat(web.get("/a", Asking.PLAIN.from("10.0.0.1").header("X-Forwarded-For", "203.0.113.8"))
                            .body())
                    .startsWith("203.0.113.8 ");
            assertThat(web.get("/a", Asking.PLAIN.header("X-Forwarded-For", "203.0.113.8"))
                            .body())
                    .startsWith("203.0.113.7 ");
        }
    }

    @Test
    void whoeverDoesNotKnowItIsTurnedAway() throws Exception {
        Path log = folder.resolve("access.log");
        try (TestServer server = start(change -> change.accessLog(log, "%s %U"), AjpTest::describe)) {
            for (String secret : List.of("", "s3cre", "s3cret ", "S3CRET")) {
                try (WebServer web = new WebServer(server)) {
                    Answer answer = web.get("/a", Asking.PLAIN.secret(secret));
                    assertThat(answer.status()).as(secret).isEqualTo(403);
                    assertThat(answer.reusable()).isFalse();
                    assertThat(web.atEnd()).isTrue();
                }
            }
        }
        assertThat(Files.readAllLines(log)).hasSize(4).containsOnly("403 /a");
    }

    @Test
    void bodiesComeInPieces() throws Exception {
        try (TestServer server = start(change -> change, exchange -> {
                    byte[] body = exchange.getInputStream().readAllBytes();
                    exchange.getOutputStream().write(body);
                });
                WebServer web = new WebServer(server)) {
            byte[] piece = "0123456789".repeat(800).getBytes(StandardCharsets.US_ASCII);
            for (Asking asking : List.of(
                    Asking.PLAIN.header("Content-Length", "24000"),
                    Asking.PLAIN.header("Transfer-Encoding", "chunked"))) {
                web.send(4, "/a", asking);
                if (asking.headers().containsKey("Content-Length")) {
                    web.piece(piece); // the first comes without being asked for
                    assertThat(web.read(List.of(piece, piece)).body()).hasSize(24000);
                } else {
                    assertThat(web.read(List.of(piece, piece, piece)).body()).hasSize(24000);
                }
            }
        }
    }

    @Test
    void aMalformedTargetIsRefused() throws Exception {
        try (TestServer server = start(change -> change, AjpTest::describe)) {
            for (String target : List.of("a", "", "/a b", "/a\u0000", "/a\n", "/a?b", "/a#b", "http://h/a", "/../a")) {
                try (WebServer web = new WebServer(server)) {
                    assertThat(web.get(target, Asking.PLAIN).status())
                            .as(target)
                            .isEqualTo(400);
                }
            }
        }
    }

    /** It would be looked up. */
    @Test
    void aClientsAddressIsNoName() throws Exception {
        try (TestServer server = start(change -> change, AjpTest::describe)) {
            for (String remote : List.of("localhost", "", "203.0.113", "203.0.113.7, 10.0.0.1")) {
                try (WebServer web = new WebServer(server)) {
                    assertThat(web.get("/a", Asking.PLAIN.from(remote)).status())
                            .as(remote)
                            .isEqualTo(400);
                }
            }
            try (WebServer web = new WebServer(server)) {
                assertThat(web.get("/a", Asking.PLAIN.from("fe80::1%eth0")).body())
                        .startsWith("fe80:0:0:0:0:0:0:1 ");
            }
        }
    }

    @Test
    void aRequestThatTakesTooLongIsAnsweredInPacketsToo() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (TestServer server = start(change -> change.requestTimeout(Duration.ofMillis(200)), exchange -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        exchange.endExchange();
                    }
                });
                WebServer web = new WebServer(server)) {
            Answer answer = web.get("/a", Asking.PLAIN);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("The request took too long.");
            assertThat(answer.reusable()).isFalse();
        }
    }

    @Test
    void aDrainTellsTheWebServerThatTheConnectionEnds() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server = start(change -> change, exchange -> {
                    begun.countDown();
                    release.await();
                    exchange.getResponseSender().send("done");
                });
                WebServer web = new WebServer(server)) {
            web.send(2, "/a", Asking.PLAIN);
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            var drained = server.server().drain(Set.of(), Duration.ofMillis(50));
            release.countDown();
            assertThat(web.read(List.of())).isEqualTo(new Answer(200, "done", false));
            drained.get(20, TimeUnit.SECONDS);
        }
    }
}
