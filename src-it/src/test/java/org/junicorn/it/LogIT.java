package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Access log, error log, the application's own output. */
class LogIT {
    /** gunicorn's default format, which is the "combined" one. */
    private static final String COMBINED =
            "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] \"GET /pid HTTP/1\\.1\" 200 \\d+ \"-\" \"-\"";

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void fourWorkersWriteWholeLinesForEveryRequest() throws IOException {
        Path file = servers.directory().resolve("access.log");
        ServerProcess server =
                servers.probe().workers(4).option("--accesslog", file).serve();
        Load.Report report;
        try (Load load =
                Load.on(server.address()).pace(java.time.Duration.ofMillis(2)).start()) {
            Await.until("answers", () -> load.answered() > 3000);
            report = load.stop();
        }
        report.assertNoFailures();
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(report.samples().size()).allMatch(line -> line.matches(COMBINED));
    }

    @Test
    void theAccessLogCanGoToStandardOutput() throws HttpFailure {
        ServerProcess server = servers.probe().option("--accesslog", "-").serve();
        Http.get(server.address(), "/pid");
        assertThat(server.output().awaitLine(0, "/pid")).matches(COMBINED);
    }

    @Test
    void aRenamedAccessLogIsLeftAtUsr1WithoutALostLine() throws IOException {
        Path file = servers.directory().resolve("access.log");
        Path rotated = servers.directory().resolve("access.log.1");
        ServerProcess server =
                servers.probe().workers(2).option("--accesslog", file).serve();
        Load.Report report;
        try (Load load = Load.on(server.address()).start()) {
            Await.until("answers", () -> load.answered() > 300);
            Files.move(file, rotated);
            server.signal("USR1");
            Await.until("a new file", () -> Files.exists(file));
            Await.until("only the new file grows", () -> {
                long before = Files.size(rotated);
                long grown = Files.size(file) + 20_000;
                Await.until("lines in the new file", () -> Files.size(file) > grown);
                return Files.size(rotated) == before;
            });
            report = load.stop();
        }
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(Files.readAllLines(file).size() + Files.readAllLines(rotated).size())
                .isEqualTo(report.samples().size());
    }

    @Test
    void rotationUnderLoadLosesNoLineAndTearsNone() throws IOException {
        Path file = servers.directory().resolve("access.log");
        ServerProcess server = servers.probe()
                .workers(3)
                .option("--accesslog", file)
                .option("--access-log-format", "%r %s " + "x".repeat(2000))
                .option("--log-rotate-size", "300k")
                .option("--log-rotate-keep", 0)
                .option("--log-rotate-compress")
                .serve();
        Load.Report report;
        try (Load load = Load.on(server.address()).start()) {
            server.log().awaitCount("log.rotated", 3);
            report = load.stop();
        }
        report.assertNoFailures();
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        int lines = 0;
        boolean compressed = false;
        for (Path each : logs(file)) {
            compressed |= each.toString().endsWith(".gz");
            List<String> found = lines(each);
            assertThat(found).allMatch(line -> line.matches("GET /pid HTTP/1\\.1 200 x{2000}"));
            lines += found.size();
        }
        assertThat(lines).isEqualTo(report.samples().size());
        assertThat(compressed).isTrue();
    }

    private static List<Path> logs(Path file) throws IOException {
        try (Stream<Path> all = Files.list(file.getParent())) {
            return all.filter(each -> each.getFileName().toString().startsWith("access.log"))
                    .toList();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    @Test
    void theErrorLogIsReopenedAtUsr1AsWell() throws IOException {
        Path file = servers.directory().resolve("error.log");
        Path rotated = servers.directory().resolve("error.log.1");
        ServerProcess server = servers.probe().option("--errorlog", file).start();
        EventLog log = new EventLog(file, server::alive);
        log.await("server.ready");
        assertThat(server.log().lines()).isEmpty();
        Files.move(file, rotated);
        server.signal("USR1");
        Await.until("a new file", () -> Files.exists(file));
        EventLog next = new EventLog(file, server::alive);
        server.signal("HUP");
        next.await("reload.done");
        assertThat(Files.readString(rotated)).doesNotContain("reload.done");
    }

    @Test
    void jsonLinesHoldWhatAClientTriesToForge() throws HttpFailure {
        Path file = servers.directory().resolve("access.log");
        ServerProcess server = servers.probe()
                .option("--accesslog", file)
                .option("--access-log-format", "json")
                .serve();
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            connection.exchange(
                    "GET", "/pid?a=b", List.of("User-Agent: x\", \"status\": 999, \"y\": \"\\"), new byte[0]);
        }
        EventLog log = new EventLog(file, server::alive);
        String line = log.awaitLine(0, "/pid");
        assertThat(line).startsWith("{").endsWith("}").contains("x\\\", \\\"status\\\": 999, \\\"y\\\": \\\"\\\\\"");
        assertThat(line).containsPattern("\"status\": ?200");
    }

    @Test
    void aFormatIsMadeOfGunicornsAtoms() throws HttpFailure {
        Path file = servers.directory().resolve("access.log");
        ServerProcess server = servers.probe()
                .option("--accesslog", file)
                .option("--access-log-format", "%(m)s %(U)s %(q)s %(s)s %(B)s %({x-probe-filter}o)s %({x-a}i)s %(p)s")
                .serve();
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            connection.exchange("GET", "/big?bytes=1234", List.of("X-A: b"), new byte[0]);
        }
        EventLog log = new EventLog(file, server::alive);
        assertThat(log.awaitLine(0, "/big"))
                .isEqualTo("GET /big bytes=1234 200 1234 seen b <"
                        + server.workers().get(0) + ">");
    }

    @Test
    void theApplicationsOutputPassesThrough() throws HttpFailure {
        ServerProcess server = servers.probe().serve();
        Http.get(server.address(), "/log?text=hello");
        assertThat(server.output().awaitLine(0, "hello")).isEqualTo("hello");
        assertThat(server.log().awaitLine(0, "HELLO")).isEqualTo("HELLO");
    }

    @Test
    void theApplicationsOutputCanBeCapturedInTheErrorLog() throws HttpFailure {
        Path file = servers.directory().resolve("error.log");
        ServerProcess server = servers.probe()
                .option("--errorlog", file)
                .option("--capture-output")
                .start();
        EventLog log = new EventLog(file, server::alive);
        log.await("server.ready");
        Address address = Address.parse(log.await("listening").field("address"));
        Http.get(address, "/log?text=hello");
        log.awaitLine(0, "hello");
        log.awaitLine(0, "HELLO");
        assertThat(server.output().lines()).isEmpty();
        assertThat(server.log().lines()).isEmpty();
    }

    @Test
    void linesOfTheContainersLibrariesNameTheirWorker() throws HttpFailure {
        ServerProcess server =
                servers.probe().workers(2).option("--accesslog", "/dev/full").serve();
        Http.get(server.address(), "/pid");
        LogEvent line = server.log().await("worker.log");
        assertThat(line.level()).isEqualTo("ERROR");
        assertThat(line.field("logger")).isEqualTo("org.junicorn.container.http.AccessLogFile");
        assertThat(line.field("message"))
                .isEqualTo("the access log cannot be written, lines are lost: No space left on device");
        assertThat(line.number("slot")).isBetween(1, 2);
        assertThat(line.number("generation")).isEqualTo(1);
        assertThat(server.workers()).contains(Long.valueOf(line.field("pid")));
    }

    @Test
    void whatTheApplicationLogsByTheJdkNamesItsWorkerToo() throws HttpFailure {
        ServerProcess server = servers.probe().serve();
        Http.get(server.address(), "/log?jul&text=sold+out");
        LogEvent line = server.log().await("worker.log");
        assertThat(line.fields())
                .containsEntry("slot", "1")
                .containsEntry("app", "/")
                .containsEntry("logger", "probe.shop")
                .containsEntry("message", "sold out");
        server.log().awaitLine(0, "  | java.lang.IllegalStateException: as an example");
    }

    @Test
    void anApplicationThatResetsTheLoggingOfTheJdkSilencesOnlyItself() throws HttpFailure {
        ServerProcess server =
                servers.probe().option("--accesslog", "/dev/full").serve();
        Http.get(server.address(), "/log?reset&jul&text=unheard");
        assertThat(server.log().await("worker.log").field("message")).startsWith("the access log cannot be written");
        assertThat(server.log().text()).doesNotContain("unheard");
    }

    @Test
    void theWholeErrorLogCanBeJson() throws IOException, HttpFailure {
        Path file = servers.directory().resolve("error.log");
        ServerProcess server = servers.probe()
                .workers(2)
                .option("--errorlog", file)
                .option("--log-format", "json")
                .option("--accesslog", "/dev/full")
                .option("--capture-output")
                .start();
        EventLog log = new EventLog(file, server::alive);
        Address address = Address.parse(
                json(log.awaitLine(0, "\"listening\"")).get("address").asText());
        log.awaitLine(0, "\"server.ready\"");
        Http.get(address, "/log?text=hello");
        Http.get(address, "/log?jul&text=%22quoted%22");
        assertThat(json(log.awaitLine(0, "\"HELLO\"")).get("stream").asText()).isEqualTo("stderr");
        assertThat(json(log.awaitLine(0, "\"hello\"")).get("slot").isInt()).isTrue();
        JsonNode line = json(log.awaitLine(0, "quoted"));
        assertThat(line.get("message").asText()).isEqualTo("\"quoted\"");
        assertThat(line.get("thrown").asText()).startsWith("java.lang.IllegalStateException: as an example\n\tat ");
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        List<String> lines = Files.readAllLines(file);
        for (String each : lines) {
            JsonNode event = json(each);
            assertThat(event.get("time").asText()).endsWith("Z");
            assertThat(event.get("event").asText()).isNotEmpty();
        }
        assertThat(lines).filteredOn(each -> each.contains("\"worker.ready\"")).hasSize(2);
    }

    @Test
    void aSyslogServerGetsEventsAndRequests() throws Exception {
        try (DatagramSocket syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            syslog.setSoTimeout((int) Await.PATIENCE.toMillis());
            ServerProcess server = servers.probe()
                    .workers(2)
                    .option("--log-syslog")
                    .option("--log-syslog-to", "udp://127.0.0.1:" + syslog.getLocalPort())
                    .option("--log-syslog-prefix", "shop")
                    .option("--log-syslog-facility", "local3")
                    .serve();
            Http.get(server.address(), "/pid?via=syslog");
            List<String> messages = new ArrayList<>();
            while (messages.stream().noneMatch(each -> each.contains("/pid?via=syslog"))
                    || messages.stream().noneMatch(each -> each.contains(" server.ready "))) {
                messages.add(datagram(syslog));
            }
            String head = "<15\\d>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\S* \\S+ shop \\d+ \\S+ - .*";
            assertThat(messages).allMatch(each -> each.matches(head));
            assertThat(messages)
                    .anyMatch(each -> each.contains(" shop " + server.pid() + " worker.ready - worker.ready slot="));
            String access = messages.stream()
                    .filter(each -> each.contains("/pid?via=syslog"))
                    .findFirst()
                    .orElseThrow();
            assertThat(access).startsWith("<158>1 ").contains(" access - 127.0.0.1 - - [");
            server.log().await("server.ready"); // the error log has it all the same
        }
    }

    private static String datagram(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void requestsAreServedWhileTheSyslogServerIsAway() throws IOException, HttpFailure {
        ServerProcess server = servers.probe()
                .option("--log-syslog")
                .option("--log-syslog-to", "unix://" + servers.directory().resolve("nobody"))
                .serve();
        assertThat(server.log().await("syslog.unreachable").field("reason")).contains("nobody");
        Load.Report report;
        try (Load load =
                Load.on(server.address()).pace(java.time.Duration.ofMillis(1)).start()) {
            Await.until("more answers than can wait", () -> load.answered() > 6000);
            report = load.stop();
        }
        report.assertNoFailures();
        LogEvent dropped = server.log().awaitSince(0, "worker.log", event -> event.field("message")
                .contains("lines of the access log were not sent"));
        assertThat(dropped.field("message"))
                .matches("\\d+ lines of the access log were not sent to the syslog server unix://.*");
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
    }

    @Test
    void aLogconfigIsReadAgainAtHupAndABrokenOneIsSurvived() throws IOException, HttpFailure {
        Path config = servers.directory().resolve("logging.json");
        Path file = servers.directory().resolve("events.json");
        Files.writeString(config, """
                {"levels": {"org.xnio": "info", "worker.spawned": "error"},
                 "destinations": [{"to": "stderr"}, {"to": "events.json", "format": "json", "level": "info"}]}
                """);
        ServerProcess server = servers.probe().option("--log-config", config).serve();
        LogEvent xnio = server.log().awaitSince(0, "worker.log", event -> event.has("logger", "org.xnio"));
        assertThat(xnio.field("message")).startsWith("XNIO version");
        assertThat(server.log().events("worker.spawned")).isEmpty();
        assertThat(json(new EventLog(file, server::alive).awaitLine(0, "\"server.ready\""))
                        .get("workers")
                        .asInt())
                .isEqualTo(1);
        Files.writeString(config, "{\n \"levels\": {\"worker\": \"loud\"}\n}");
        int mark = server.log().mark();
        server.signal("HUP");
        server.log().awaitSince(mark, "reload.done");
        assertThat(server.log().eventsSince(mark, "logconfig.kept"))
                .singleElement()
                .extracting(event -> event.field("reason"))
                .isEqualTo(
                        config + ", line 2: levels.worker = \"loud\" is no level; write debug, info, warning, error or"
                                + " critical");
        assertThat(server.log().events("worker.spawned")).isEmpty();
        Files.writeString(config, "{}");
        mark = server.log().mark();
        server.signal("HUP");
        server.log().awaitSince(mark, "reload.done");
        long size = Files.size(file);
        mark = server.log().mark();
        server.signal("HUP");
        server.log().awaitSince(mark, "worker.spawned");
        server.log().awaitSince(mark, "reload.done");
        assertThat(Files.size(file)).isEqualTo(size);
    }

    @Test
    void loggingOfTheApplicationIsItsOwnAndOursIsNot() throws HttpFailure {
        Path file = servers.directory().resolve("application.log");
        ServerProcess server = servers.server()
                .app(Wars.sample("logging").resolve("logging.war"))
                .option("--accesslog", "/dev/full")
                .option("--java-opts", "-Dsample.log=" + file)
                .serve();
        assertThat(Http.get(server.address(), "/?text=hello").status()).isEqualTo(200);
        EventLog application = new EventLog(file, server::alive);
        assertThat(application.awaitLine(0, "slf4j")).isEqualTo("DEBUG LoggingServlet slf4j hello");
        assertThat(application.awaitLine(0, "jul")).isEqualTo("WARN Jul jul hello");
        assertThat(server.log().await("worker.log").field("message")).startsWith("the access log cannot be written");
        assertThat(server.log().text()).doesNotContain("slf4j", "jul hello");
        assertThat(application.text()).doesNotContain("access log", "XNIO", "undertow");
    }

    private static JsonNode json(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }

    @Test
    void quitPrintsTheSupervisorsThreadsAndChangesNothing() throws HttpFailure {
        ServerProcess server = servers.probe().serve();
        server.signal("QUIT");
        server.output().awaitLine(0, "Full thread dump");
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
    }
}
