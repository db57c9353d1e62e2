package org.junicorn.launcher.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
    /** Java has no Unix datagram sockets. */
    private static final String FOR_DATAGRAMS = "import socket, sys\n"
            + "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
            + "s.bind(sys.argv[1])\n"
            + "print('bound', flush=True)\n"
            + "sys.stdin.read()\n";

    @TempDir
    private Path folder;

    @Test
    void whatAProcessHasLeftBehindIsRemoved() throws IOException {
        Path path = folder.resolve("left");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))
                .close();
        assertThat(path).exists();
        assertThat(SocketFile.makeWay(path)).isEmpty();
        assertThat(path).doesNotExist();
        assertThat(SocketFile.makeWay(path)).isEmpty();
    }

    @Test
    void aSocketThatDoesNotSayWhetherItIsLiveStays() throws IOException {
        Path path = folder.resolve("log");
        Process other = new ProcessBuilder("python3", "-c", FOR_DATAGRAMS, path.toString()).start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("bound");
            assertThat(SocketFile.makeWay(path))
                    .hasValue("there is a socket that may be in use (Protocol wrong type for socket);"
                            + " remove it if it is not");
            assertThat(Files.exists(path)).isTrue();
        } finally {
            other.destroy();
        }
    }
}
