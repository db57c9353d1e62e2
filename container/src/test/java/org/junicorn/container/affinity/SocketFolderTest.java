package org.junicorn.container.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFolderTest {
    @TempDir
    Path folder;

    private SocketFolder sockets;

    @BeforeEach
    void make() {
        sockets = new SocketFolder(folder);
    }

    @Test
    void aWorkerIsFoundByItsName() throws IOException {
        SocketFolder.Door door = sockets.open("host.example-7_1");
        try (ServerSocketChannel channel = door.channel();
                SocketChannel connected = sockets.connect("host.example-7_1").orElseThrow()) {
            assertThat(connected.isConnected()).isTrue();
            assertThat(channel.accept()).isNotNull();
            assertThat(names()).containsExactly("host.example-7_1.sock");
        }
    }

    @Test
    void thereIsNoWorkerWhoseSocketIsMissingOrDead() throws IOException {
        assertThat(sockets.connect("none")).isEmpty();
        die("dead");
        assertThat(sockets.connect("dead")).isEmpty();
        SocketFolder.Door hidden = sockets.open("hidden");
        hidden.hide();
        hidden.hide();
        assertThat(sockets.connect("hidden")).isEmpty();
        hidden.channel().close();
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsNoWorker() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("inner"));
        SocketFolder inner = new SocketFolder(outside);
        SocketFolder.Door door = sockets.open("w");
        try (ServerSocketChannel channel = door.channel()) {
            assertThat(channel.isOpen()).isTrue();
            assertThat(inner.connect("../w")).isEmpty();
            assertThat(inner.connect("")).isEmpty();
            assertThatThrownBy(() -> inner.open("../w")).hasMessage("\"../w\" cannot be the name of a worker's socket");
        }
    }

    @Test
    void whatDeadWorkersHaveLeftIsReplacedAndRemovedAndWhoLivesStays() throws IOException {
        die("again");
        die("dead");
        SocketFolder.Door living = sockets.open("living");
        SocketFolder.Door again = sockets.open("again");
        try (ServerSocketChannel first = living.channel();
                ServerSocketChannel second = again.channel()) {
            assertThat(names()).containsExactly("again.sock", "living.sock");
            assertThat(first.isOpen() && second.isOpen()).isTrue();
            assertThat(sockets.connect("again")).get().satisfies(SocketChannel::close);
        }
    }

    @Test
    void aPathThatTheKernelDoesNotTakeIsRefusedWithTheWayOut() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("x".repeat(100)));
        Path socket = deep.resolve("w.sock");
        assertThatThrownBy(() -> new SocketFolder(deep).open("w"))
                .isInstanceOf(IOException.class)
                .hasMessage("the socket " + socket + " for session_affinity has a path of "
                        + (socket.toString().length() + 1)
                        + " bytes, and the kernel takes 107: choose a shorter folder with --worker-tmp-dir");
    }

    /** Leaves a socket behind, as a worker does that is killed. */
    private void die(String worker) throws IOException {
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(folder.resolve(worker + ".sock")));
        }
        assertThat(folder.resolve(worker + ".sock")).exists();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
