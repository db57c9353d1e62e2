package org.junicorn.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** WebSockets of an application, while its workers come and go. */
class WebSocketIT {
    private static final int GOING_AWAY = 1001;
    private static final String HANDSHAKE =
            "Upgrade: websocket\r\nConnection: Upgrade\r\n" + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    @RegisterExtension
    final Servers servers = new Servers();

    private ServerProcess.Builder chat() {
        return servers.server().app(Wars.sample("websocket").resolve("websocket.war"));
    }

    private static String raw(Address address, String headers) throws IOException {
        try (Socket socket = connect(address)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /echo HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n").getBytes(ISO_8859_1));
            return head(socket.getInputStream());
        }
    }

    private static Socket connect(Address address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address.socket());
        return socket;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Test
    void messagesComeBackAsTheyWereSent() throws Exception {
        Address address = chat().workers(2).serve().address();
        byte[] big = new byte[1 << 20];
        new Random(1).nextBytes(big);
        for (int i = 0; i < 8; i++) {
            try (WebSocketClient client = WebSocketClient.open(address, "/echo")) {
                assertThat(client.send("grüße " + i).text()).isEqualTo("grüße " + i);
                assertThat(client.send(big).binary()).isEqualTo(big);
                String text = "x".repeat(300_000);
                assertThat(client.send(text).text()).isEqualTo(text);
                assertThat(client.close(1000).closeCode()).isEqualTo(1000);
            }
        }
    }

    @Test
    void whatOneSaysTheOthersInTheRoomHear() throws Exception {
        Address address = chat().serve().address();
        try (WebSocketClient first = WebSocketClient.open(address, "/chat/tea");
                WebSocketClient elsewhere = WebSocketClient.open(address, "/chat/coffee")) {
            assertThat(first.text()).isEqualTo("somebody has joined");
            assertThat(elsewhere.text()).isEqualTo("somebody has joined");
            try (WebSocketClient second = WebSocketClient.open(address, "/chat/tea")) {
                assertThat(first.text()).isEqualTo("somebody has joined");
                assertThat(second.text()).isEqualTo("somebody has joined");
                second.send("hello");
                assertThat(first.text()).isEqualTo("somebody: hello");
            }
            assertThat(first.text()).isEqualTo("somebody has left");
        }
    }

    @Test
    void theUserOfTheHandshakeIsTheUserOfTheSession() throws Exception {
        Path users = Files.writeString(
                servers.directory().resolve("tomcat-users.xml"),
                "<tomcat-users><user username=\"jo\" password=\"secret\" roles=\"member\"/></tomcat-users>");
        Address address = chat().option("--tomcat-users", users).serve().address();
        assertThat(WebSocketClient.refused(address, "/chat/members")).isEqualTo(401);
        String credentials = Base64.getEncoder().encodeToString("jo:secret".getBytes(UTF_8));
        try (WebSocketClient client =
                WebSocketClient.open(address, "/chat/members", Map.of("Authorization", "Basic " + credentials))) {
            assertThat(client.text()).isEqualTo("jo has joined");
        }
    }

    @Test
    void whatIsNoHandshakeIsRefusedByItsStatus() throws Exception {
        Address address = chat().serve().address();
        assertThat(WebSocketClient.refused(address, "/nowhere")).isEqualTo(404);
        assertThat(raw(address, HANDSHAKE + "Sec-WebSocket-Version: 13\r\n")).startsWith("HTTP/1.1 101 ");
        assertThat(raw(address, HANDSHAKE + "Sec-WebSocket-Version: 8\r\n"))
                .startsWith("HTTP/1.1 426 ")
                .contains("Sec-WebSocket-Version: 13\r\n");
        assertThat(raw(address, "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw(
                        address,
                        HANDSHAKE + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"))
                .contains("Sec-WebSocket-Extensions: permessage-deflate");
    }

    @Test
    void aPageChatsAndConnectsAgainAfterAReload() throws Exception {
        ServerProcess server = chat().serve();
        try (WebSocketClient other = WebSocketClient.open(server.address(), "/chat/tea");
                Browser browser = Browser.open(
                        Files.createDirectory(servers.directory().resolve("browser")),
                        "http://" + server.address().host() + "/?room=tea")) {
            browser.awaitText("connected");
            assertThat(other.text()).isEqualTo("somebody has joined");
            assertThat(other.text()).isEqualTo("somebody has joined");
            browser.evaluate("document.getElementById('text').value = 'from the page';"
                    + " document.querySelector('button').click()");
            assertThat(other.text()).isEqualTo("somebody: from the page");
            other.send("<b>from the other</b>");
            browser.awaitText("somebody: <b>from the other</b>");
            Reloads.reload(server);
            assertThat(other.closeCode()).isEqualTo(GOING_AWAY);
            browser.awaitText("closed with 1001");
            // Its line of having joined, not "connected": the page is connected before it has joined.
            Await.until("the page has joined again", () -> browser.evaluate("document.body.innerText")
                    .matches("(?s).*closed with 1001.*somebody has joined.*"));
            try (WebSocketClient third = WebSocketClient.open(server.address(), "/chat/tea")) {
                assertThat(third.text()).isEqualTo("somebody has joined");
                browser.evaluate("document.getElementById('text').value = 'again';"
                        + " document.querySelector('button').click()");
                assertThat(third.text()).isEqualTo("somebody: again");
            }
        }
    }

    @Test
    void aReloadSendsEveryClientAwayAndNoneIsCut() throws Exception {
        ServerProcess server = chat().workers(2).serve();
        List<WebSocketClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(WebSocketClient.open(server.address(), "/chat/room" + i));
                assertThat(clients.get(i).text()).isEqualTo("somebody has joined");
            }
            List<Long> before = server.workers();
            Reloads.reload(server);
            for (WebSocketClient client : clients) {
                assertThat(client.closeCode()).isEqualTo(GOING_AWAY);
            }
            Await.until(
                    "the old workers are gone", () -> server.workers().stream().noneMatch(before::contains));
            try (WebSocketClient client = WebSocketClient.open(server.address(), "/echo")) {
                assertThat(client.send("still here").text()).isEqualTo("still here");
            }
        } finally {
            clients.forEach(WebSocketClient::close);
        }
        server.log().awaitLine(0, "chat closed code=1001");
        assertThat(server.log().text()).doesNotContain("worker.killed");
    }

    @Test
    void aClientThatDoesNotAnswerTheCloseDoesNotHoldTheWorkerUp() throws Exception {
        ServerProcess server =
                chat().option("--graceful-timeout", "10m").workers(1).serve();
        try (Socket socket = connect(server.address())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /echo HTTP/1.1\r\nHost: x\r\n" + HANDSHAKE + "Sec-WebSocket-Version: 13\r\n\r\n")
                            .getBytes(ISO_8859_1));
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
            List<Long> before = server.workers();
            Reloads.reload(server);
            assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x88, 0x02, 0x03, 0xe9);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            Await.until(
                    "the old worker is gone", () -> server.workers().stream().noneMatch(before::contains));
        }
    }
}
