package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is there to see from the start to the first answers. */
class BootIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void theLogTellsTheWayToReadiness() {
        ServerProcess server = servers.probe().workers(2).serve();

        LogEvent starting = server.log().await("supervisor.starting");
        assertThat(starting.field("version")).isEqualTo(System.getProperty("it.version"));
        assertThat(starting.number("pid")).isEqualTo((int) server.pid());
        assertThat(server.log().await("listening").field("address")).matches("http://127\\.0\\.0\\.1:\\d{2,5}");
        assertThat(server.log().events("worker.spawned"))
                .extracting(event -> event.field("slot"))
                .containsExactlyInAnyOrder("1", "2");
        assertThat(server.log().events("worker.spawned")).allMatch(event -> event.has("reason", "start"));
        assertThat(server.log().events("worker.ready"))
                .extracting(event -> (long) event.number("pid"))
                .containsExactlyInAnyOrderElementsOf(server.workers());
        LogEvent ready = server.log().await("server.ready");
        assertThat(ready.field("workers")).isEqualTo("2");
        assertThat(ready.field("generation")).isEqualTo("1");
    }

    @Test
    void aNormalLifePrintsEventsAndNothingElse() throws HttpFailure {
        ServerProcess server = servers.probe().workers(2).serve();
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(server.log().lines()).allMatch(line -> LogEvent.parse(line)
                // The one warning is about a machine that was too busy to run the supervisor.
                .filter(event -> event.level().equals("INFO") || event.name().equals("supervisor.stood_still"))
                .isPresent());
        assertThat(server.output().lines()).isEmpty();
        assertThat(server.log().await("supervisor.stopped").field("exit")).isEqualTo("0");
    }

    @Test
    void theVersionIsPrinted() {
        ServerProcess server = servers.server()
                .bindElsewhere()
                .workDirElsewhere()
                .option("--version")
                .start();
        assertThat(server.awaitExit()).isZero();
        assertThat(server.output().text()).contains(System.getProperty("it.version"));
        assertThat(server.log().lines()).isEmpty();
    }

    @Test
    void servletsFiltersAndStaticFilesAnswer() throws HttpFailure {
        Address address = servers.probe().serve().address();

        Http.Response pid = Http.get(address, "/pid");
        assertThat(pid.text()).matches("slot=1 generation=1 pid=\\d+\n");
        assertThat(pid.header("x-probe-filter")).isEqualTo("seen");
        Http.Response page = Http.get(address, "/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).startsWith("text/html");
        assertThat(page.text()).contains("<h1>probe</h1>");
        assertThat(Http.get(address, "/index.html").text()).isEqualTo(page.text());
        assertThat(Http.get(address, "/no-such-page").status()).isEqualTo(404);
        assertThat(Http.get(address, "/WEB-INF/classes").status()).isEqualTo(404);
        assertThat(Http.get(address, "/chunked?parts=3").text()).isEqualTo("part 1\npart 2\npart 3\n");
        assertThat(Http.get(address, "/async?ms=20").text()).startsWith("slot=1");
    }

    @Test
    void bodiesArriveWholeInBothDirections() throws HttpFailure {
        Address address = servers.probe().serve().address();
        byte[] body = new byte[300_000];
        IntStream.range(0, body.length).forEach(i -> body[i] = (byte) (i * 31));
        assertThat(Http.post(address, "/echo", body).bytes()).isEqualTo(body);
        Http.Response big = Http.get(address, "/big?bytes=5000000");
        assertThat(big.bytes()).hasSize(5_000_000);
        assertThat(big.text()).endsWith("" + (char) ('a' + (5_000_000 - 1) % 26));
    }

    @Test
    void severalRequestsShareAConnection() throws HttpFailure {
        Address address = servers.probe().serve().address();
        try (Http.Connection connection = Http.Connection.open(address)) {
            for (int i = 0; i < 5; i++) {
                Http.Response response = connection.get("/pid");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.announcesClose()).isFalse();
            }
        }
    }

    @Test
    void aContextPathIsServedAndNothingBesideIt() throws HttpFailure {
        Address address =
                servers.probe().option("--context-path", "/shop").serve().address();
        assertThat(Http.get(address, "/shop/headers").text())
                .contains("(context path): /shop\n", "(servlet path): /headers\n");
        assertThat(Http.get(address, "/headers").status()).isEqualTo(404);
    }

    @Test
    void theApplicationCanBeThePositionalArgument() throws HttpFailure {
        Address address =
                servers.server().option(Wars.hello().toString()).serve().address();
        assertThat(Http.get(address, "/hello").text()).startsWith("Hello from worker 1");
    }

    @Test
    void anUnpackedFolderIsServed() throws HttpFailure {
        Path folder = Wars.unpacked(Wars.probe(), servers.directory().resolve("app"));
        Address address = servers.server().app(folder).serve().address();
        assertThat(Http.get(address, "/pid").text()).startsWith("slot=1");
        assertThat(Http.get(address, "/index.html").status()).isEqualTo(200);
    }

    @Test
    void aServletClassIsServed() throws HttpFailure {
        Address address = servers.server()
                .option("--app", "org.junicorn.samples.hello.HelloServlet")
                .option("--class-path", Wars.sample("hello").resolve("classes"))
                .serve()
                .address();
        assertThat(Http.get(address, "/").text()).startsWith("Hello from worker 1");
        assertThat(Http.get(address, "/any/path").text()).startsWith("Hello from worker 1");
    }

    @Test
    void curlReachesAUnixSocketWhichIsGoneAfterwards() throws IOException {
        Path socket = servers.directory().resolve("app.sock");
        ServerProcess server = servers.probe()
                .bind("unix:" + socket)
                .option("--socket-mode", "0660")
                .workers(2)
                .serve();

        assertThat(server.address().path()).isEqualTo(socket.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");
        // Two requests, so that curl uses its connection again.
        Run.Result curl = Run.command(
                servers.directory(),
                "curl",
                "-sS",
                "--unix-socket",
                socket.toString(),
                "http://localhost/pid",
                "http://localhost/index.html");
        assertThat(curl.exit()).as(curl.output()).isZero();
        assertThat(curl.output()).startsWith("slot=").contains("<h1>probe</h1>");

        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(socket).doesNotExist();
    }

    @Test
    void severalAddressesServeTheSameApplication() throws HttpFailure {
        Path socket = servers.directory().resolve("app.sock");
        ServerProcess server = servers.probe()
                .bind("127.0.0.1:0")
                .bind("unix:" + socket)
                .bind("[::1]:0")
                .serve();
        for (Address address : server.addresses(3)) {
            assertThat(Http.get(address, "/pid").text()).startsWith("slot=1");
        }
        assertThat(server.addresses(3)).extracting(Address::isUnix).containsExactly(false, true, false);
    }

    @Test
    void aSocketPassedAsADescriptorIsServed() throws HttpFailure {
        String passOn = "import os, socket, sys\n"
                + "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(64)\n"
                + "os.dup2(s.fileno(), 13); os.dup2(13, 3, inheritable=True)\n"
                + "os.execvp(sys.argv[1], sys.argv[1:])\n";
        ServerProcess server = servers.probe()
                .through("python3", "-c", passOn)
                .bind("fd://3")
                .workers(2)
                .serve();
        assertThat(Http.get(server.address(), "/pid").text()).startsWith("slot=");
    }

    @Test
    void socketsPassedBySystemdAreServed() throws HttpFailure {
        // As sd_listen_fds(3) has it: descriptors from 3 on, for the process with this pid only.
        String passOn = "import os, socket, sys\n"
                + "a = socket.socket(); a.bind(('127.0.0.1', 0)); a.listen(64)\n"
                + "b = socket.socket(socket.AF_UNIX); b.bind(sys.argv[1]); b.listen(64)\n"
                + "os.dup2(a.fileno(), 13); os.dup2(b.fileno(), 14)\n"
                + "os.dup2(13, 3, inheritable=True); os.dup2(14, 4, inheritable=True)\n"
                + "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='2')\n"
                + "os.execvp(sys.argv[2], sys.argv[2:])\n";
        Path socket = servers.directory().resolve("given.sock");
        ServerProcess server = servers.probe()
                .bindElsewhere()
                .through("python3", "-c", passOn, socket.toString())
                .serve();
        for (Address address : server.addresses(2)) {
            assertThat(Http.get(address, "/environment?name=LISTEN_FDS").text()).isEqualTo("\n");
        }
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        // Whoever made the socket removes it.
        assertThat(socket).exists();
    }

    @Test
    void systemdStartsTheServerAtTheFirstConnection() throws HttpFailure {
        Path socket = servers.directory().resolve("activated.sock");
        servers.probe()
                .bindElsewhere()
                .through("systemd-socket-activate", "-E", "IT_SERVER_ID", "-l", socket.toString())
                .start();
        assertThat(Http.getFirst(Address.parse("unix:" + socket), "/pid").text())
                .startsWith("slot=1");
    }

    @Test
    void settingsComeFromTheFileTheEnvironmentAndTheCommandLine() throws IOException {
        ServerProcess.Builder builder = servers.probe();
        Files.writeString(
                builder.directory().resolve("junicorn.json"),
                "{\"workers\": 1, \"raw_env\": [\"GREETING=good day\"], \"threads\": 4}");
        ServerProcess server = builder.environment("WEB_CONCURRENCY", "2")
                .option("--java-opts", "-Dit.property=seen")
                .serve();
        assertThat(server.log().await("server.ready").field("workers")).isEqualTo("2");
        assertThat(Http.get(server.address(), "/environment?name=GREETING").text())
                .isEqualTo("good day\n");
        assertThat(Http.get(server.address(), "/environment?property=it.property")
                        .text())
                .isEqualTo("seen\n");
    }

    @Test
    void oneFileCanHoldAllSettings() throws IOException {
        ServerProcess.Builder builder = servers.server().bindElsewhere().workDirElsewhere();
        Path file = builder.directory().resolve("production.json");
        Files.writeString(
                file,
                "{\"app\": \"%s\", \"bind\": [\"127.0.0.1:0\"], \"workers\": 2, \"work_dir\": \"%s\"}"
                        .formatted(Wars.probe(), builder.directory().resolve("work")));
        ServerProcess server = builder.option("-c", file).serve();
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
    }

    @Test
    void workersWithVirtualThreadsAnswerWhereTheJdkHasThem() throws HttpFailure {
        ServerProcess.Builder builder = servers.probe().option("--worker-class", "virtual");
        if (Jdk.underTest().major() >= 21) {
            assertThat(Http.get(builder.serve().address(), "/pid").status()).isEqualTo(200);
        } else {
            ServerProcess server = builder.start();
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.log().text()).contains("worker_class", "virtual", "21");
        }
    }

    @Test
    void thePidFileHoldsThePidAndLeavesWithTheServer() {
        ServerProcess.Builder builder = servers.probe();
        Path file = builder.directory().resolve("server.pid");
        ServerProcess server = builder.option("--pidfile", file).serve();
        assertThat(server.read("server.pid").trim()).isEqualTo(Long.toString(server.pid()));
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(file).doesNotExist();
    }

    @Test
    void checkingTheConfigurationStartsNothing() {
        ServerProcess good = servers.probe().option("--check-config").start();
        assertThat(good.awaitExit()).isZero();
        assertThat(good.log().events("worker.spawned")).isEmpty();

        Path broken =
                Wars.of(servers.directory().resolve("broken.war"), Map.of("WEB-INF/web.xml", "<web-app".getBytes()));
        ServerProcess bad =
                servers.server().app(broken).option("--check-config").start();
        assertThat(bad.awaitExit()).isNotZero();
        assertThat(bad.log().text()).contains("web.xml");
    }

    @Test
    void thePrintedConfigurationNamesOriginsAndHidesSecrets() {
        ServerProcess server = servers.probe()
                .environment("WEB_CONCURRENCY", "3")
                .option("--raw-env", "DB_PASSWORD=hunter2")
                .option("--print-config")
                .start();
        assertThat(server.awaitExit()).isZero();
        List<String> lines = server.output().lines();
        assertThat(lines).anyMatch(line -> line.matches("workers\\s*=\\s*3.*WEB_CONCURRENCY.*"));
        assertThat(server.output().text()).doesNotContain("hunter2").contains("DB_PASSWORD");
    }
}
