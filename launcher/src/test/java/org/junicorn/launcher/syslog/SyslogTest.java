package org.junicorn.launcher.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.jna.Native;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junicorn.launcher.config.SyslogAddress;
import org.junicorn.launcher.config.SyslogFacility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SyslogTest {
    private static final String HEAD =
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:?\\d\\d) \\S+ my_shop "
                    + ProcessHandle.current().pid() + " worker.ready - ";

    @TempDir
    Path folder;

    private final List<String> trouble = Collections.synchronizedList(new ArrayList<>());
    private Syslog syslog;

    private final class Notes implements Syslog.Trouble {
        @Override
        public void unreachable(String reason) {
            trouble.add("unreachable: " + reason);
        }

        @Override
        public void reachable() {
            trouble.add("reachable");
        }

        @Override
        public void dropped(long messages) {
            trouble.add("dropped " + messages);
        }
    }

    private void open(String address) {
        syslog = new Syslog(SyslogAddress.parse(address), SyslogFacility.LOCAL0, "my shop", new Notes());
        syslog.start();
    }

    @AfterEach
    void close() {
        if (syslog != null) {
            syslog.close();
        }
    }

    @Test
    void datagramsAreWholeMessages() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(20_000);
            open("udp://127.0.0.1:" + server.getLocalPort());
            syslog.send(Syslog.Weight.INFO, "worker.ready", "gr\u00fc\u00df slot=1");
            DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            server.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8))
                    .matches("<134>1 " + HEAD + "gr\u00fc\u00df slot=1");
        }
    }

    @Test
    void aStreamHasAMessageOnEachLine() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            open("tcp://127.0.0.1:" + server.getLocalPort());
            syslog.send(Syslog.Weight.ERROR, "worker.ready", "one");
            syslog.send(Syslog.Weight.CRITICAL, "worker.ready", "two");
            try (Socket client = server.accept()) {
                client.setSoTimeout(20_000);
                BufferedReader reader = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
                assertThat(reader.readLine()).matches("<131>1 " + HEAD + "one");
                assertThat(reader.readLine()).matches("<130>1 " + HEAD + "two");
            }
        }
    }

    @Test
    void aUnixSocketMayBeAStream() throws IOException {
        Path path = folder.resolve("log");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            open("unix://" + path); // datagrams are tried first
            syslog.send(Syslog.Weight.DEBUG, "worker.ready", "one");
            try (SocketChannel client = server.accept()) {
                BufferedReader reader = new BufferedReader(Channels.newReader(client, UTF_8));
                assertThat(reader.readLine()).matches("<135>1 " + HEAD + "one");
            }
        }
        assertThat(trouble).isEmpty();
    }

    /** What the JDK cannot do: a Unix socket for datagrams. */
    private static final class Receiver {
        static {
            Native.register(Receiver.class, "c");
        }

        private static native int socket(int domain, int type, int protocol);

        private static native int bind(int descriptor, byte[] address, int length);

        private static native int read(int descriptor, byte[] bytes, int length);

        private static native int close(int descriptor);
    }

    @Test
    void aUnixSocketMayTakeDatagrams() {
        byte[] path = folder.resolve("log").toString().getBytes(UTF_8);
        byte[] address = new byte[110];
        address[0] = 1;
        System.arraycopy(path, 0, address, 2, path.length);
        int server = Receiver.socket(1, 2, 0);
        assertThat(Receiver.bind(server, address, 3 + path.length)).isZero();
        try {
            open("unix://" + new String(path, UTF_8));
            syslog.send(Syslog.Weight.WARNING, "worker.ready", "one");
            byte[] bytes = new byte[2000];
            int length = Receiver.read(server, bytes, bytes.length);
            assertThat(new String(bytes, 0, length, UTF_8)).matches("<132>1 " + HEAD + "one");
        } finally {
            Receiver.close(server);
        }
    }

    @Test
    void aServerThatIsAwayHoldsUpNobodyAndGetsLaterWhatCouldWait() throws IOException {
        Path path = folder.resolve("log");
        open("unix://" + path + "#stream");
        syslog.send(Syslog.Weight.INFO, "worker.ready", "first");
        await().until(() -> trouble.size() == 1);
        assertThat(trouble.get(0)).startsWith("unreachable: " + path + ": ");
        for (int i = 0; i < 6000; i++) {
            syslog.send(Syslog.Weight.INFO, "worker.ready", "line " + i);
        }
        await().until(() -> trouble.size() == 2);
        assertThat(trouble.get(1)).isEqualTo("dropped 1904");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (SocketChannel client = server.accept()) {
                BufferedReader reader = new BufferedReader(Channels.newReader(client, UTF_8));
                assertThat(reader.readLine()).endsWith(" first");
                for (int i = 0; i < 4096; i++) {
                    assertThat(reader.readLine()).endsWith(" line " + i);
                }
            }
        }
        assertThat(trouble.get(2)).isEqualTo("reachable");
    }

    @Test
    void whatIsTooLongIsCut() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(20_000);
            open("udp://127.0.0.1:" + server.getLocalPort());
            syslog.send(Syslog.Weight.INFO, "worker.ready", "x".repeat(100_000));
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            server.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8))
                    .endsWith("- " + "x".repeat(16_000));
        }
    }

    @Test
    void theEndWaitsShortlyForWhatIsLeft() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(20_000);
            open("udp://127.0.0.1:" + server.getLocalPort());
            for (int i = 0; i < 50; i++) {
                syslog.send(Syslog.Weight.INFO, "worker.ready", "line " + i);
            }
            syslog.close();
            DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            for (int i = 0; i < 50; i++) {
                server.receive(packet);
            }
            assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8))
                    .endsWith(" line 49");
        }
    }

    @Test
    void aMissingSocketIsNamed() {
        open("unix:///nowhere/log#dgram");
        syslog.send(Syslog.Weight.INFO, "a", "b");
        await().until(() -> !trouble.isEmpty());
        assertThat(trouble.get(0)).isEqualTo("unreachable: /nowhere/log: sendto: error 2");
        assertThat(Files.exists(Path.of("/nowhere"))).isFalse();
    }
}
