package org.junicorn.launcher.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
    private static final Handler ECHO = (request, client) -> {
        client.tell(new Reply.Progress("soon"));
        return new Reply.Done(Map.of("command", request.command()));
    };

    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("control.sock");
    }

    /** A client that reads lines. */
    private static final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final BufferedReader lines;

        Client(Path path) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            lines = new BufferedReader(Channels.newReader(channel, UTF_8));
        }

        void send(String text) throws IOException {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }

        String line() throws IOException {
            return lines.readLine();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void answersOneRequestAfterTheOther() throws IOException {
        try (ControlServer server = ControlServer.start(path(), 0600, ECHO);
                Client client = new Client(server.path())) {
            for (String command : List.of("one", "two")) {
                client.send("{\"command\":\"" + command + "\"}\n");
                assertThat(client.line()).isEqualTo("{\"progress\":\"soon\"}");
                assertThat(client.line()).isEqualTo("{\"done\":{\"command\":\"" + command + "\"}}");
            }
            client.send("rubbish\n");
            assertThat(client.line()).startsWith("{\"failed\":\"unknown\",\"message\":\"not JSON");
        }
    }

    @Test
    void saysThatABugIsOne() throws IOException {
        Handler broken = (request, client) -> {
            throw new IllegalStateException("oops");
        };
        try (ControlServer server = ControlServer.start(path(), 0600, broken);
                Client client = new Client(server.path())) {
            client.send("{\"command\":\"x\"}\n");
            assertThat(client.line())
                    .isEqualTo("{\"failed\":\"failed\",\"message\":\"a bug, please report it:"
                            + " java.lang.IllegalStateException: oops\"}");
        }
    }

    @Test
    void readsNoEndlessLine() throws IOException {
        try (ControlServer server = ControlServer.start(path(), 0600, ECHO);
                Client client = new Client(server.path())) {
            client.send("x".repeat(Conversation.LONGEST_REQUEST + 1));
            assertThat(client.line()).contains("the request is longer than 16384 bytes");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void servesAFewClientsAtATimeAndTellsOthersSo() throws IOException {
        CountDownLatch hold = new CountDownLatch(1);
        Handler slow = (request, client) -> {
            hold.await();
            return new Reply.Done(Map.of());
        };
        List<Client> clients = new ArrayList<>();
        try (ControlServer server = ControlServer.start(path(), 0600, slow)) {
            for (int i = 0; i < ControlServer.MOST_CLIENTS; i++) {
                Client client = new Client(server.path());
                clients.add(client);
                client.send("{\"command\":\"x\"}\n");
            }
            try (Client another = new Client(server.path())) {
                assertThat(another.line()).contains("8 other clients are connected");
            }
            hold.countDown();
            for (Client client : clients) {
                assertThat(client.line()).isEqualTo("{\"done\":{}}");
                client.close();
            }
            await().untilAsserted(() -> {
                try (Client next = new Client(server.path())) {
                    next.send("{\"command\":\"x\"}\n");
                    assertThat(next.line()).isEqualTo("{\"done\":{}}");
                }
            });
        }
    }

    @Test
    void sendsItsClientsAwayAtTheEnd() throws IOException {
        ControlServer server = ControlServer.start(path(), 0600, ECHO);
        try (Client client = new Client(server.path())) {
            client.send("{\"command\":\"x\"}\n");
            client.line();
            client.line();
            server.close();
            assertThat(client.line()).isNull();
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void theSocketHasTheModeThatWasAskedFor() throws IOException {
        for (String mode : List.of("rw-------", "rw-rw----")) {
            int bits = mode.equals("rw-------") ? 0600 : 0660;
            try (ControlSocket socket = ControlSocket.bind(path(), bits)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.path())))
                        .isEqualTo(mode);
            }
        }
    }

    @Test
    void aDeadInstancesSocketIsReplacedAndALiveOnesIsNot() throws IOException {
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(path()));
        dead.close();
        assertThat(path()).exists();
        try (ControlSocket socket = ControlSocket.bind(path(), 0600)) {
            assertThatThrownBy(() -> ControlSocket.bind(path(), 0600))
                    .isInstanceOf(BindException.class)
                    .hasMessage(
                            "control_socket = \"" + path() + "\" cannot be made: a live process is listening on this"
                                    + " socket; stop it, or choose another path");
            SocketChannel.open(UnixDomainSocketAddress.of(socket.path())).close();
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Files.writeString(path(), "precious");
        assertThatThrownBy(() -> ControlSocket.bind(path(), 0600))
                .hasMessageEndingWith("the file exists and is no socket; remove it, or choose another path");
        assertThat(path()).hasContent("precious");
    }

    @Test
    void onlyItsCreatorRemovesTheFile() throws IOException {
        ControlSocket first = ControlSocket.bind(path(), 0600);
        Files.move(path(), folder.resolve("kept"));
        try (ControlSocket second = ControlSocket.bind(path(), 0600)) {
            first.close();
            SocketChannel.open(UnixDomainSocketAddress.of(second.path())).close();
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void aPathThatCannotBeIsNamedWithTheWayOut() {
        Path missing = folder.resolve("missing/control.sock");
        assertThatThrownBy(() -> ControlSocket.bind(missing, 0600))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("control_socket = \"" + missing + "\" cannot be made: ")
                .hasMessageEndingWith("; choose another path, or give --no-control-socket");
    }
}
