package org.junicorn.launcher.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import org.junicorn.launcher.channel.Scoreboard;
import org.junicorn.launcher.channel.Totals;
import org.junicorn.launcher.config.AdminSettings;
import org.junicorn.launcher.listen.BindAddress;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junicorn.launcher.supervisor.Command;
import org.junicorn.launcher.supervisor.Event;
import org.junicorn.launcher.supervisor.ExitCause;
import org.junicorn.launcher.supervisor.Operations;
import org.junicorn.launcher.supervisor.Outcome;
import org.junicorn.launcher.supervisor.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class AdminServerTest {
    private static final int PID = (int) ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    private final Inbox inbox = new Inbox();
    private final Listeners listeners = new Listeners();
    private final EventLog log = new EventLog(LogFile.standardError(), EventLog.Level.CRITICAL);
    private Scoreboard.Row row;
    private Totals totals;
    private AdminServer server;
    private SocketAddress address;

    private record Answer(int status, String head, String body) {}

    /** A supervisor that answers at once, on the thread that asks. */
    private static final class Inbox extends LinkedBlockingQueue<Event> {
        private static final long serialVersionUID = 1L;
        private transient volatile Status.Phase phase = Status.Phase.SERVING;
        private transient volatile boolean dead;
        private transient volatile Command asked;

        @Override
        public boolean add(Event event) {
            if (dead) {
                return super.add(event);
            }
            if (event instanceof Event.StatusWanted wanted) {
                wanted.answer().complete(status(phase));
            } else if (event instanceof Event.Asked question) {
                asked = question.command();
                boolean known = !question.command().equals(new Command.Drain(99));
                question.answer()
                        .complete(
                                new Outcome(known, known ? "it is done" : "there is no worker 99", OptionalInt.of(2)));
            }
            return true;
        }
    }

    private static Status status(Status.Phase phase) {
        Status.WorkerStatus worker = new Status.WorkerStatus(
                1,
                1,
                0,
                PID,
                1,
                "ready",
                true,
                Duration.ofSeconds(5),
                Optional.of(Duration.ofSeconds(4)),
                3,
                1,
                Optional.empty());
        return new Status(
                phase,
                Duration.ofSeconds(60),
                OptionalInt.of(1),
                OptionalInt.empty(),
                1,
                List.of(worker),
                List.of(),
                List.of(),
                Map.of(ExitCause.OOM_KILLER, 2L),
                Optional.empty());
    }

    @BeforeEach
    void makeARow() throws IOException {
        Scoreboard scoreboard = Scoreboard.create(folder.resolve("scoreboard"));
        totals = new Totals(scoreboard);
        totals.begun(1, 1, 1, PID, 0);
        row = scoreboard.row(0);
        row.heartbeat(0);
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        listeners.retain(List.of());
    }

    private void start(Optional<String> token) throws IOException {
        Path socket = folder.resolve("admin.sock");
        start(new BindAddress.Unix(socket), token);
        address = UnixDomainSocketAddress.of(socket);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
    }

    private void start(BindAddress at, Optional<String> token) throws IOException {
        AdminSettings settings = new AdminSettings(Optional.of(at), token, Optional.empty(), Duration.ZERO);
        server = new AdminServer(settings, token, new Operations(inbox), totals, listeners, log, "1.0");
        server.listen();
    }

    private Answer send(String text) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            String answer = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
            int end = answer.indexOf("\r\n\r\n");
            return new Answer(
                    Integer.parseInt(answer.substring(9, 12)), answer.substring(0, end), answer.substring(end + 4));
        }
    }

    private Answer get(String path, String... headers) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: h\r\n" + lines(headers) + "\r\n");
    }

    private Answer post(String path, String... headers) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n" + lines(headers) + "\r\nabc");
    }

    private static String lines(String... headers) {
        StringBuilder lines = new StringBuilder();
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        return lines.toString();
    }

    @Test
    void isReadyOnlyWhileAWorkerServesAndNobodyHasToldItToStop() throws IOException {
        start(Optional.empty());
        assertThat(get("/livez").body()).isEqualTo("ok\n");
        assertThat(get("/readyz").status()).isEqualTo(200);
        inbox.phase = Status.Phase.STOPPING;
        assertThat(get("/readyz"))
                .matches(answer -> answer.status() == 503 && answer.body().equals("stopping\n"));
        assertThat(get("/livez").status()).isEqualTo(200);
        inbox.phase = Status.Phase.STARTING;
        assertThat(get("/readyz").status()).isEqualTo(503);
        inbox.phase = Status.Phase.RELOADING;
        assertThat(get("/readyz").status()).isEqualTo(200);
        totals.ended(1, 0);
        assertThat(get("/readyz").body()).isEqualTo("no worker serves\n");
    }

    @Test
    void isNotAliveIfTheSupervisorDoesNotAnswer() throws IOException {
        start(Optional.empty());
        inbox.dead = true;
        Answer answer = get("/livez");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("the supervisor does not answer\n");
    }

    @Test
    void showsMetricsInTheFormatThatTheScraperPrefers() throws IOException {
        start(Optional.empty());
        row.requestFinished("GET", 200, 3_000_000);
        row.requestFinished("BREW", 418, 2_000_000_000);
        Answer prometheus = get("/metrics");
        assertThat(prometheus.head()).contains("Content-Type: text/plain; version=0.0.4");
        assertThat(prometheus.body())
                .contains(
                        "# TYPE junicorn_requests_total counter\n",
                        "junicorn_requests_total{method=\"GET\",status=\"2xx\"} 1.0\n",
                        "junicorn_requests_total{method=\"other\",status=\"4xx\"} 1.0\n",
                        "junicorn_request_duration_seconds_bucket{le=\"0.0025\"} 0\n",
                        "junicorn_request_duration_seconds_bucket{le=\"0.005\"} 1\n",
                        "junicorn_request_duration_seconds_bucket{le=\"+Inf\"} 2\n",
                        "junicorn_request_duration_seconds_count 2\n",
                        "junicorn_request_duration_seconds_sum 2.003\n",
                        "junicorn_worker_exits_total{cause=\"oom_killer\"} 2.0\n",
                        "junicorn_workers{state=\"ready\"} 1.0\n",
                        "junicorn_workers{state=\"silent\"} 0.0\n");
        assertThat(prometheus.body())
                .containsPattern("junicorn_worker_resident_memory_bytes\\{slot=\"1\"} [1-9]")
                .doesNotContain("junicorn_worker_heap_used_bytes{");
        Answer openMetrics = get("/metrics", "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertThat(openMetrics.head()).contains("Content-Type: application/openmetrics-text");
        assertThat(openMetrics.body())
                .contains("# TYPE junicorn_requests counter\n")
                .endsWith("# EOF\n");
    }

    @Test
    void everyMetricIsShownUnderItsDeclaredName() throws IOException {
        start(Optional.empty());
        String text = get("/metrics").body();
        for (Metric metric : Metric.values()) {
            if (!text.contains("# HELP " + metric.fullName() + " ")) {
                assertThat(metric)
                        .as("no value is known of it here")
                        .isIn(
                                Metric.BACKLOG,
                                Metric.STARTS,
                                Metric.HEAP_USED,
                                Metric.HEAP_COMMITTED,
                                Metric.HEAP_MAX,
                                Metric.OLD_USED,
                                Metric.THREADS);
            }
        }
    }

    @Test
    void tellsHowManyConnectionsWaitToBeAccepted() throws IOException {
        start(Optional.empty());
        Listeners.Listener listener = listeners
                .bind(List.of(new BindAddress.Tcp("127.0.0.1", 0)), 16, 0600)
                .get(0);
        InetSocketAddress there =
                (InetSocketAddress) listener.channel().orElseThrow().getLocalAddress();
        try (SocketChannel first = SocketChannel.open(there);
                SocketChannel second = SocketChannel.open(there)) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            assertThat(get("/metrics").body())
                    .contains("junicorn_accept_backlog{listener=\"" + listener.name() + "\"} 2.0\n");
        }
    }

    @Test
    void tellsTheDashboardWhatItShows() throws IOException {
        start(Optional.of("s3cret"));
        row.requestStarted();
        log.warning("request.timed_out", "slot", 1, "stack", "at A\nat B");
        log.debug("not.shown");
        JsonNode state = new ObjectMapper().readTree(get("/api/status").body());
        assertThat(state.get("phase").asText()).isEqualTo("serving");
        assertThat(state.get("commands").asBoolean()).isTrue();
        assertThat(state.get("generation").asInt()).isEqualTo(1);
        assertThat(state.has("candidate")).isFalse();
        JsonNode worker = state.get("workers").get(0);
        assertThat(worker.get("in_flight").asInt()).isEqualTo(1);
        assertThat(worker.get("rss_bytes").asLong()).isPositive();
        assertThat(worker.has("heap_used_bytes")).isFalse();
        JsonNode events =
                new ObjectMapper().readTree(get("/api/events?after=0").body()).get("events");
        JsonNode last = events.get(events.size() - 1);
        assertThat(last.get("name").asText()).isEqualTo("request.timed_out");
        assertThat(last.get("fields").get("stack").asText()).isEqualTo("at A\nat B");
        assertThat(get("/api/events?after=" + last.get("id").asLong()).body()).isEqualTo("{\"events\":[]}");
        assertThat(get("/api/samples").body()).startsWith("{\"samples\":[");
        assertThat(get("/").head()).contains("text/html", "Content-Security-Policy: default-src 'none'");
    }

    @Test
    void takesCommandsFromThoseWhoKnowTheToken() throws IOException {
        start(Optional.of("s3cret"));
        assertThat(post("/api/reload", "Authorization: Bearer wrong").status()).isEqualTo(401);
        assertThat(post("/api/reload", "Authorization: s3cret").status()).isEqualTo(401);
        assertThat(post("/api/reload").head()).contains("WWW-Authenticate: Bearer");
        assertThat(get("/api/reload", "Authorization: Bearer s3cret").status()).isEqualTo(405);
        assertThat(inbox.asked).isNull();
        Answer reload = post("/api/reload", "Authorization: Bearer s3cret");
        assertThat(reload.status()).isEqualTo(202);
        assertThat(reload.body()).isEqualTo("{\"message\":\"it is done\",\"generation\":2}");
        assertThat(inbox.asked).isEqualTo(new Command.Reload());
        assertThat(post("/api/workers/7/drain", "Authorization: Bearer s3cret").status())
                .isEqualTo(202);
        assertThat(inbox.asked).isEqualTo(new Command.Drain(7));
        assertThat(post("/api/workers/99/drain", "authorization: bearer s3cret").status())
                .isEqualTo(409);
    }

    @Test
    void takesNoCommandsWithoutAToken() throws IOException {
        start(Optional.empty());
        Answer answer = post("/api/reload", "Authorization: Bearer ");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("commands need the setting admin_token");
        assertThat(inbox.asked).isNull();
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws IOException {
        start(Optional.empty());
        assertThat(get("/nothing").status()).isEqualTo(404);
        assertThat(post("/livez").status()).isEqualTo(405);
        assertThat(send("nonsense\r\n\r\n").status()).isEqualTo(400);
        assertThat(send("GET / HTTP/2.0\r\n\r\n").status()).isEqualTo(400);
        assertThat(send("GET /livez HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .status())
                .isEqualTo(411);
        assertThat(send("GET /livez HTTP/1.1\r\nContent-Length: 70000\r\n\r\n").status())
                .isEqualTo(413);
        assertThat(send("GET /" + "x".repeat(8 * 1024 - 4)).status()).isEqualTo(431);
        assertThat(send("HEAD /livez HTTP/1.1\r\n\r\n"))
                .matches(answer -> answer.status() == 200 && answer.body().isEmpty());
    }

    @Test
    void onTheLoopbackAddressAPageOfAnotherHostIsToldNothing() throws IOException {
        List<String> urls = new ArrayList<>();
        log.addListener(entry -> urls.add(entry.fields().getOrDefault("address", "")));
        start(new BindAddress.Tcp("127.0.0.1", 0), Optional.empty());
        int port = URI.create(urls.get(0)).getPort();
        address = new InetSocketAddress("127.0.0.1", port);
        for (String host : List.of("localhost", "LOCALHOST:" + port, "127.0.0.1:" + port, "[::1]:80", "10.0.0.7")) {
            assertThat(send("GET /api/status HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                            .status())
                    .as(host)
                    .isEqualTo(200);
        }
        assertThat(send("GET /livez HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
        for (String host :
                List.of("evil.example", "evil.example:" + port, "127.0.0.1.evil.example", "localhost.evil")) {
            Answer answer = send("GET /api/status HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertThat(answer.status()).as(host).isEqualTo(421);
            assertThat(answer.body())
                    .isEqualTo("the header Host names \"" + host + "\", and only localhost and addresses in numbers are"
                            + " answered here; a proxy in front has to send Host: localhost\n");
        }
    }

    @Test
    void idleConnectionsMakeRoomForThoseWhoAsk() throws IOException {
        start(Optional.empty());
        SocketChannel[] idle = new SocketChannel[30];
        for (int i = 0; i < idle.length; i++) {
            idle[i] = SocketChannel.open(address);
        }
        // Behind them, and not cut off with them when their time is up.
        assertThat(get("/livez").status()).isEqualTo(200);
        for (SocketChannel channel : idle) {
            channel.close();
        }
    }

    @Test
    void isRefusedAnAddressThatIsTakenAndGetsItWhenItIsFree() throws IOException {
        start(Optional.empty());
        AdminSettings same = new AdminSettings(
                Optional.of(new BindAddress.Unix(folder.resolve("admin.sock"))),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO);
        try (AdminServer other =
                new AdminServer(same, Optional.empty(), new Operations(inbox), totals, listeners, log, "1.0")) {
            assertThatThrownBy(other::listen)
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("choose another path with --admin-bind");
            server.close();
            other.listen();
            assertThat(get("/livez").status()).isEqualTo(200);
        }
    }
}
