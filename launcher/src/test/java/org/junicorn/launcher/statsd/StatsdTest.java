package org.junicorn.launcher.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junicorn.container.Scorecard;
import org.junicorn.launcher.channel.UnixDatagrams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class StatsdTest {
    private DatagramSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private List<String> receive(int lines) throws IOException {
        List<String> received = new ArrayList<>();
        while (received.size() < lines) {
            DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
            server.receive(packet);
            assertThat(packet.getLength()).isLessThanOrEqualTo(Transport.LONGEST_PACKET);
            received.addAll(List.of(new String(packet.getData(), 0, packet.getLength(), UTF_8).split("\n")));
        }
        return received;
    }

    @Test
    void tellsOfARequestUnderGunicornsNames() throws IOException {
        try (Statsd statsd = new Statsd(host(), "", "")) {
            new RequestMetrics(Scorecard.NONE, statsd).requestFinished("GET", 404, 1_234_567);
            assertThat(receive(3))
                    .containsExactly(
                            "gunicorn.request.duration:1.235|ms",
                            "gunicorn.requests:1|c",
                            "gunicorn.request.status.404:1|c");
        }
    }

    @Test
    void addsPrefixAndTags() throws IOException {
        try (Statsd statsd = new Statsd(host(), "shop", "env:prod,team:web")) {
            statsd.gauge("gunicorn.workers", 4);
            assertThat(receive(1)).containsExactly("shop.gunicorn.workers:4|g|#env:prod,team:web");
        }
    }

    @Test
    void losesNothingThatFitsIntoTheQueueAndKeepsPacketsShort() throws IOException {
        try (Statsd statsd = new Statsd(host(), "", "")) {
            for (int i = 0; i < 2000; i++) {
                statsd.count("gunicorn.requests");
            }
            assertThat(receive(2000)).hasSize(2000).containsOnly("gunicorn.requests:1|c");
        }
    }

    @Test
    void goesOnWhenTheServerIsBack() throws IOException {
        int port = server.getLocalPort();
        try (Statsd statsd = new Statsd("127.0.0.1:" + port, "", "")) {
            server.close();
            for (int i = 0; i < 100; i++) {
                statsd.count("gunicorn.lost");
            }
            server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            statsd.count("gunicorn.found");
            assertThat(receive(1)).isNotEmpty();
        }
    }

    @Test
    void neverWaitsForAServerThatDoesNotExist() {
        try (Statsd statsd = new Statsd("unix:///nowhere/statsd.sock", "", "")) {
            for (int i = 0; i < 50_000; i++) {
                statsd.count("gunicorn.requests");
            }
        }
    }

    @Test
    void refusesSocketNamesThatCannotBe(@TempDir Path folder) {
        assertThatThrownBy(() -> UnixDatagrams.to("relative")).hasMessage("neither an absolute path nor @name");
        assertThatThrownBy(() -> UnixDatagrams.to(folder + "/" + "x".repeat(108)))
                .hasMessage("longer than the address of a Unix socket can be");
        assertThatThrownBy(() -> {
                    try (UnixDatagrams socket = UnixDatagrams.to(folder + "/nobody")) {
                        socket.send(new byte[1]);
                    }
                })
                .hasMessage("sendto: error 2");
    }
}
