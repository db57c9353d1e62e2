package org.junicorn.launcher.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.listen.Listeners.Listener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
    private static final BindAddress ANY_PORT = new BindAddress.Tcp("127.0.0.1", 0);

    @TempDir
    private Path folder;

    private final Listeners listeners = new Listeners();

    @AfterEach
    void close() {
        listeners.retain(List.of());
    }

    private Listener bind(BindAddress address) throws BindException {
        return listeners.bind(List.of(address), 16, 0600).get(0);
    }

    @Test
    void resolvesPortZeroOnceAndKeepsThePortOverReloads() throws IOException {
        Listener first = bind(ANY_PORT);
        assertThat(first.url()).matches("http://127\\.0\\.0\\.1:[1-9]\\d+");
        assertThat(bind(ANY_PORT)).isSameAs(first);
    }

    @Test
    void saysWhichAddressesAreOfTls() throws IOException {
        Listener listener = bind(new BindAddress.Tcp("127.0.0.1", 0, Scheme.HTTPS));
        assertThat(listener.url()).matches("https://127\\.0\\.0\\.1:[1-9]\\d+");
        assertThat(listener.tls()).isTrue();
        assertThat(listener.port()).hasValue(Integer.parseInt(listener.url().replaceFirst(".*:", "")));
        Adopted adopted = new Adopted(listener.name(), listener.kind(), listener.scheme(), 7, 8);
        assertThat(Adopted.parse(adopted.text())).isEqualTo(adopted);
    }

    @Test
    void saysWhichAddressesAreOfAjp() throws IOException {
        Listener listener = bind(new BindAddress.Tcp("127.0.0.1", 0, Scheme.AJP));
        assertThat(listener.url()).matches("ajp://127\\.0\\.0\\.1:[1-9]\\d+");
        assertThat(listener.tls()).isFalse();
        assertThat(listener.name()).doesNotContain("ajp");
        Adopted adopted = new Adopted(listener.name(), listener.kind(), listener.scheme(), 7, 8);
        assertThat(Adopted.parse(adopted.text())).isEqualTo(adopted);
    }

    @Test
    void closesOnlyWhatANewGenerationDoesNotHave() throws IOException {
        Listener kept = bind(ANY_PORT);
        Listener dropped = bind(new BindAddress.Tcp("127.0.0.2", 0));
        listeners.retain(List.of(kept));
        assertThat(dropped.channel().orElseThrow().isOpen()).isFalse();
        assertThat(kept.channel().orElseThrow().isOpen()).isTrue();
    }

    @Test
    void bindsAllOrNothing() throws IOException {
        try (ServerSocketChannel other = ServerSocketChannel.open()) {
            other.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            int port = ((InetSocketAddress) other.getLocalAddress()).getPort();
            Path socket = folder.resolve("app.sock");
            assertThatThrownBy(() -> listeners.bind(
                            List.of(new BindAddress.Unix(socket), new BindAddress.Tcp("127.0.0.1", port)), 16, 0600))
                    .isInstanceOf(BindException.class)
                    .hasMessage(
                            "cannot bind 127.0.0.1:" + port + ": the address is in use by another process; stop that"
                                    + " one (ss -ltnp shows it), or choose another address with --bind");
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void saysThatAnAddressOverlapsWithOneOfItsOwn() throws IOException {
        String host = "127.81.7.3"; // where nobody else takes the port between the two calls
        int port;
        try (ServerSocketChannel free = ServerSocketChannel.open()) {
            free.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
            port = ((InetSocketAddress) free.getLocalAddress()).getPort();
        }
        bind(new BindAddress.Tcp(host, port));
        assertThatThrownBy(() -> bind(new BindAddress.Tcp("0.0.0.0", port)))
                .isInstanceOf(BindException.class)
                .hasMessage("cannot bind 0.0.0.0:" + port + ": the address overlaps with 127.81.7.3:" + port
                        + ", at which this server itself listens; use another port, name the one address that covers"
                        + " both, or restart the server to change it");
    }

    @Test
    void givesASocketsFileTheModeAndRemovesItAtTheEnd() throws IOException {
        Path socket = folder.resolve("app.sock");
        Listener listener =
                listeners.bind(List.of(new BindAddress.Unix(socket)), 16, 0660).get(0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");
        assertThat(listener.name()).isEqualTo("unix:" + socket);
        listeners.retain(List.of());
        assertThat(socket).doesNotExist();
    }

    @Test
    void replacesTheSocketOfAProcessThatIsGone() throws IOException {
        Path socket = folder.resolve("app.sock");
        try (ServerSocketChannel old = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            old.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        bind(new BindAddress.Unix(socket));
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void neverTakesALiveSocketAway() throws IOException {
        Path socket = folder.resolve("app.sock");
        try (ServerSocketChannel live = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            live.bind(UnixDomainSocketAddress.of(socket));
            assertThatThrownBy(() -> bind(new BindAddress.Unix(socket)))
                    .hasMessage(
                            "cannot bind unix:" + socket + ": a live process is listening on this socket; stop it, or"
                                    + " choose another path with --bind");
        }
    }

    @Test
    void neverRemovesAFileThatIsNoSocket() throws IOException {
        Path file = Files.writeString(folder.resolve("precious"), "x");
        assertThatThrownBy(() -> bind(new BindAddress.Unix(file)))
                .hasMessage("cannot bind unix:" + file + ": the file exists and is no socket; remove it, or choose"
                        + " another path with --bind");
        assertThat(file).hasContent("x");
    }

    @Test
    void adoptsAnInheritedSocket() throws IOException {
        try (ServerSocketChannel inherited = ServerSocketChannel.open()) {
            inherited.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            int port = ((InetSocketAddress) inherited.getLocalAddress()).getPort();
            Listener listener = bind(new BindAddress.Fd(Descriptors.of(inherited)));
            assertThat(listener.url()).isEqualTo("http://127.0.0.1:" + port);
        }
    }

    @Test
    void saysWhenNoSocketWasInherited() {
        assertThatThrownBy(() -> bind(new BindAddress.Fd(999)))
                .hasMessage("cannot bind fd://999: no listening socket was inherited under this number (descriptor 999:"
                        + " Bad file descriptor); pass one, or choose another address with --bind");
    }

    @Test
    void aWorkerAcceptsOnAnAdoptedDescriptor() throws IOException {
        Listener listener = bind(ANY_PORT);
        Adopted adopted = new Adopted(
                listener.name(), listener.kind(), Scheme.HTTP, listener.descriptor(), listener.descriptor());
        assertThat(Adopted.parse(adopted.text())).isEqualTo(adopted);
        int port = Integer.parseInt(listener.name().substring(listener.name().indexOf(':') + 1));
        try (Socket client = new Socket("127.0.0.1", port);
                SocketChannel accepted = adopted.acceptor().accept()) {
            assertThat(((InetSocketAddress) accepted.getRemoteAddress()).getPort())
                    .isEqualTo(client.getLocalPort());
        }
    }

    @Test
    void inheritsASocketUnderTheAddressOfTheSettings() throws IOException {
        Listener bound = bind(ANY_PORT);
        Listeners heir = new Listeners();
        heir.inherit(ANY_PORT, bound.descriptor(), Optional.empty());
        Listener inherited = heir.bind(List.of(ANY_PORT), 16, 0600).get(0);
        assertThat(inherited.name()).isEqualTo(bound.name());
        assertThat(inherited.url()).isEqualTo(bound.url());
        assertThat(inherited.descriptor()).isEqualTo(bound.descriptor());
    }

    @Test
    void leavesTheFileOfASocketToTheOneThatOwnsIt() throws IOException {
        Path path = folder.resolve("s");
        BindAddress address = new BindAddress.Unix(path);
        Listener bound = bind(address);
        assertThat(listeners.isForeign(bound)).isFalse();
        listeners.handOver(List.of(bound));
        assertThat(listeners.isForeign(bound)).isTrue();
        listeners.retain(List.of());
        assertThat(path).exists();
    }

    @Test
    void removesTheFileOfAnInheritedSocketOnlyOnceItOwnsIt() throws IOException {
        for (boolean owned : new boolean[] {false, true}) {
            Path path = folder.resolve("socket-" + owned);
            // Not through our own listeners, which would close the same descriptor a second time.
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(path));
            Listeners heir = new Listeners();
            heir.inherit(new BindAddress.Unix(path), Descriptors.of(channel), Optional.of(path));
            if (owned) {
                heir.own();
            }
            heir.retain(List.of());
            assertThat(Files.exists(path)).isEqualTo(!owned);
        }
    }
}
