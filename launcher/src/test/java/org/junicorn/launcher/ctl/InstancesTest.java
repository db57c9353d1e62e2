package org.junicorn.launcher.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.control.Reply;
import org.junicorn.launcher.control.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstancesTest {
    @TempDir
    private Path folder;

    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private final StringBuilder list = new StringBuilder("Num       RefCount Protocol Flags    Type St Inode Path\n");

    /** Something that answers one line to each line. */
    private Path server(String name, String phase) throws IOException {
        Path path = Files.createDirectories(folder.resolve(name)).resolve("control.sock");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        servers.add(server);
        Thread thread = new Thread(() -> serve(server, phase));
        thread.setDaemon(true);
        thread.start();
        listed(path, "00010000");
        return path;
    }

    private static void serve(ServerSocketChannel server, String phase) {
        String line = Reply.line(new Reply.Done(Map.of("phase", phase, "pid", 7)));
        try {
            while (true) {
                SocketChannel client = server.accept();
                while (client.read(ByteBuffer.allocate(1000)) > 0) {
                    client.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            // the end of the test
        }
    }

    private void listed(Path path, String flags) {
        list.append("ffff9d3a: 00000002 00000000 ")
                .append(flags)
                .append(" 0001 01 12345 ")
                .append(path)
                .append('\n');
    }

    private Instances instances() throws IOException {
        return new Instances(Files.writeString(folder.resolve("unix"), list));
    }

    @AfterEach
    void close() throws IOException {
        for (ServerSocketChannel server : servers) {
            server.close();
        }
    }

    @Test
    void findsTheOnlyOneAmongOtherSockets() throws IOException, CtlException {
        Path path = server("junicorn-812-0123456789abcdef", "serving");
        listed(folder.resolve("junicorn-812-0123456789abcdef/sockets/worker-1"), "00010000");
        listed(path, "00000000"); // a connection, no listener
        listed(folder.resolve("junicorn-9-abc/control.sock"), "00010000"); // gone meanwhile
        list.append("ffff9d3a: 00000002 00000000 00000000 0002 01 12346\n");
        assertThat(instances().sockets()).hasSize(2);
        try (Connection connection = instances().only()) {
            assertThat(connection
                            .ask(Request.of("x"), Optional.empty(), reply -> {})
                            .data())
                    .containsEntry("pid", 7L);
        }
    }

    @Test
    void namesThemIfThereAreSeveral() throws IOException {
        Path one = server("junicorn-1-a", "serving");
        Path two = server("junicorn-2-b-control", "starting");
        assertThatExceptionOfType(CtlException.class)
                .isThrownBy(() -> instances().only())
                .withMessage("several servers are running; name one of them with -s:\n  -s " + one
                        + "  pid=7  phase=serving\n  -s " + two + "  pid=7  phase=starting")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ExitCode.NO_INSTANCE));
    }

    @Test
    void passesOverOneThatIsStopping() throws IOException, CtlException {
        server("junicorn-1-a", "stopping");
        server("junicorn-2-b", "serving");
        try (Connection connection = instances().only()) {
            assertThat(connection
                            .ask(Request.of("x"), Optional.empty(), reply -> {})
                            .data())
                    .containsEntry("phase", "serving");
        }
    }

    @Test
    void saysWhatToDoIfThereIsNone() {
        assertThatExceptionOfType(CtlException.class)
                .isThrownBy(() -> instances().only())
                .withMessage("no running server found; name its control socket with -s, or start it");
    }
}
