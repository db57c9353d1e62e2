package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A statsd server is told of requests and workers under gunicorn's names. */
class StatsdIT {
    private static final int REQUESTS = 60;

    /** Writes each line that comes to a Unix datagram socket to its standard output. */
    private static final String RECEIVER = "import socket, sys\n"
            + "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
            + "s.bind(sys.argv[1])\n"
            + "while True:\n"
            + "    print(s.recv(65536).decode(), flush=True)\n";

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void eachRequestOfAllWorkersIsToldByUdp() throws Exception {
        Thread receiver;
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            List<String> lines = new CopyOnWriteArrayList<>();
            receiver = new Thread(() -> receive(socket, lines));
            receiver.start();
            ServerProcess server = servers.probe()
                    .workers(2)
                    .option("--statsd-host", "127.0.0.1:" + socket.getLocalPort())
                    .option("--statsd-prefix", "shop")
                    .option("--dogstatsd-tags", "env:test")
                    .serve();
            for (int i = 0; i < REQUESTS; i++) {
                Http.get(server.address(), i % 3 == 0 ? "/nowhere" : "/pid");
            }
            Await.until(
                    "all requests are told",
                    () -> count(lines, "shop.gunicorn.requests:1|c|#env:test") == REQUESTS
                            && count(lines, "shop.gunicorn.request.status.404:1|c|#env:test") == REQUESTS / 3
                            && count(lines, "shop.gunicorn.request.status.200:1|c|#env:test") == REQUESTS / 3 * 2);
            assertThat(lines)
                    .filteredOn(
                            line -> line.matches("shop\\.gunicorn\\.request\\.duration:\\d+\\.\\d{3}\\|ms\\|#env:test"))
                    .hasSize(REQUESTS);
            Await.until("the workers are told", () -> lines.contains("shop.gunicorn.workers:2|g|#env:test"));
            server.signal("TTIN");
            Await.until("the third one, too", () -> lines.contains("shop.gunicorn.workers:3|g|#env:test"));
            Proc.signal(server.workers().get(0), "KILL");
            Await.until("an error was logged", () -> lines.contains("shop.gunicorn.log.error:1|c|#env:test"));
        }
        receiver.join();
    }

    @Test
    void aUnixSocketIsToldAsWell(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("statsd.sock");
        Path received = folder.resolve("received");
        Process receiver = new ProcessBuilder("python3", "-c", RECEIVER, socket.toString())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(received.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            Await.until("statsd listens", () -> Files.exists(socket));
            ServerProcess server =
                    servers.probe().option("--statsd-host", "unix://" + socket).serve();
            Http.get(server.address(), "/pid");
            Await.until("the request is told", () -> lines(received).contains("gunicorn.request.status.200:1|c"));
            Await.until("the worker is told", () -> lines(received).contains("gunicorn.workers:1|g"));
        } finally {
            receiver.destroyForcibly().waitFor();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long count(List<String> lines, String line) {
        return lines.stream().filter(line::equals).count();
    }

    private static void receive(DatagramSocket socket, List<String> lines) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
                socket.receive(packet);
                lines.addAll(List.of(new String(packet.getData(), 0, packet.getLength(), UTF_8).split("\n")));
            }
        } catch (SocketException e) {
            // It was closed: that is the end.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
