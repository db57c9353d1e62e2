package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code smoke}, as a build runs it. Whatever happens, nothing may be left of it. */
class SmokeIT {
    private static final String HOLD = "/hold?file=%s=200";
    private static final String MARK = "IT_SMOKE_ID";

    @TempDir
    Path folder;

    private final String mark = UUID.randomUUID().toString();
    private Process process;

    private Process start(Object... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("it.java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-jar",
                System.getProperty("it.launcher"),
                "smoke"));
        Stream.of(args).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put(MARK, mark);
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        process = builder.start();
        return process;
    }

    private int smoke(Object... args) throws IOException, InterruptedException {
        start(args);
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("it ends").isTrue();
        return process.exitValue();
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> results() {
        return read("out")
                .lines()
                .map(line -> line.replaceAll(" \\(\\d+\\.\\d{3}s\\)$", "").replaceAll(":\\d{2,5}$", ":PORT"))
                .toList();
    }

    private void assertNothingIsLeft() throws IOException {
        Await.until("no process is left", () -> Proc.withEnvironment(MARK + "=" + mark)
                .isEmpty());
        try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("junicorn")))
                    .isEmpty();
        }
        assertThat(folder.resolve("cache/junicorn")).doesNotExist();
    }

    @AfterEach
    void endWhatIsLeft() {
        Proc.withEnvironment(MARK + "=" + mark).forEach(pid -> Proc.signal(pid, "KILL"));
    }

    @Test
    void aServerThatAnswersAsExpectedPasses() throws Exception {
        Path pidFile = Files.writeString(
                folder.resolve("live.pid"),
                Long.toString(ProcessHandle.current().pid()));
        Files.writeString(
                folder.resolve("log.json"), "{\"level\": \"error\", \"destinations\": [{\"to\": \"elsewhere.log\"}]}");
        Files.writeString(
                folder.resolve("junicorn.json"),
                "{\"bind\": [\"0.0.0.0:80\", \"ajp://0.0.0.0:8009\"], \"ajp_secret\": \"s3cret\", \"loglevel\": \"error\", \"admin_bind\": \"127.0.0.1:1\", \"drain_delay\": \"60s\","
                        + " \"statsd_host\": \"127.0.0.1:1\", \"log_format\": \"json\", \"errorlog\": \"e.log\", \"accesslog\": \"a.log\","
                        + " \"logconfig\": \"log.json\", \"syslog\": true, \"syslog_addr\": \"tcp://127.0.0.1:1\","
                        + " \"pidfile\": \"" + pidFile + "\", \"work_dir\": \"kept\"}");
        int exit = smoke(
                "--app",
                Wars.hello(),
                "--workers",
                2,
                "--check",
                "/=200",
                "--check",
                "/hello=200~Hello from worker",
                "--check",
                "/hello=200!~Exception",
                "--check",
                "/none=404",
                "--report",
                "reports/smoke.xml");
        assertThat(exit).as(read("out") + read("err")).isZero();
        assertThat(results())
                .containsExactly(
                        "ok   start: 2 workers ready at http://127.0.0.1:PORT",
                        "ok   /=200: found 200",
                        "ok   /hello=200~Hello from worker: found 200",
                        "ok   /hello=200!~Exception: found 200",
                        "ok   /none=404: found 404",
                        "ok   stop: the server ended with status 0",
                        "smoke: all 6 steps passed");
        assertThat(read("reports/smoke.xml")).contains("tests=\"6\" failures=\"0\" errors=\"0\" skipped=\"0\"");
        assertThat(read("err")).isEmpty();
        assertThat(folder.resolve("e.log")).doesNotExist();
        assertThat(folder.resolve("a.log")).doesNotExist();
        assertThat(folder.resolve("kept")).doesNotExist();
        assertThat(read("live.pid"))
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertNothingIsLeft();
    }

    @Test
    void anotherAnswerFailsAndShowsTheLog() throws Exception {
        int exit = smoke(
                "--check", "/version=200~no such text", "--check", "/version=302", "--report", "r.xml", Wars.probe());
        assertThat(exit).isEqualTo(8);
        assertThat(results())
                .anyMatch(line -> line.startsWith(
                        "FAIL /version=200~no such text: expected a body with \"no such text\", found \""))
                .contains("FAIL /version=302: expected 302, found 200", "smoke: 2 of 4 steps failed");
        assertThat(read("err")).startsWith("---- the server's log\n").contains("server.ready workers=1");
        assertThat(read("r.xml"))
                .contains("failures=\"2\"", "message=\"expected 302, found 200\"", "<system-err>", "server.ready");
        assertNothingIsLeft();
    }

    @Test
    void redirectsAreNotFollowedAndSeveralApplicationsAreServed() throws Exception {
        int exit = smoke(
                "--app",
                "/a=" + Wars.hello(),
                "--app",
                "/b=" + Wars.hello(),
                "--check",
                "/a=302",
                "--check",
                "/b/hello=200~Hello",
                "--check",
                "/=404");
        assertThat(exit).as(read("out") + read("err")).isZero();
        assertNothingIsLeft();
    }

    @Test
    void aServerThatDoesNotStartSaysWhyAndGivesItsStatus() throws Exception {
        Path broken = Wars.changed(Wars.hello(), folder.resolve("broken.war"), Map.of("WEB-INF/web.xml", "<web-app>"));
        int exit = smoke("--app", broken, "--check", "/=200", "--report", "r.xml");
        assertThat(exit).isEqualTo(4);
        assertThat(results())
                .containsExactly(
                        "FAIL start: the server ended with status 4",
                        "skip /=200: the server did not start",
                        "smoke: 1 of 2 steps failed, 1 skipped");
        assertThat(read("err")).contains("broken.war", "web.xml");
        assertThat(read("r.xml")).contains("errors=\"1\" skipped=\"1\"");
        assertNothingIsLeft();
    }

    @Test
    void mistakesStartNothing() throws Exception {
        assertThat(smoke("--check", "200", Wars.hello())).isEqualTo(2);
        assertThat(read("err")).startsWith("junicorn: --check \"200\": not PATH=STATUS");
        assertThat(smoke("--check", "/=200", "--wrokers", 2, Wars.hello())).isEqualTo(2);
        assertThat(read("err")).isEqualTo("junicorn: --wrokers: unknown option; did you mean --workers?\n");
        assertThat(smoke("--check", "/=200", "--workers", 0, Wars.hello())).isEqualTo(1);
        assertThat(read("err")).startsWith("junicorn: workers = ");
        assertThat(smoke("--check", "/=200", "--print-config", Wars.hello())).isEqualTo(2);
        assertThat(read("err")).isEqualTo("junicorn: smoke runs the server; leave --check-config and --print-… out\n");
        assertThat(smoke("--help")).isZero();
        assertThat(read("out")).startsWith("Usage: junicorn smoke [OPTIONS] --check PATH=STATUS");
        assertNothingIsLeft();
    }

    @Test
    void timeIsLimitedForTheStartAndForAnAnswer() throws Exception {
        assertThat(smoke("--timeout", "200ms", "--check", "/=200", Wars.hello()))
                .isEqualTo(9);
        assertThat(results()).startsWith("FAIL start: not ready within 200ms");
        assertNothingIsLeft();

        Path never = folder.resolve("never");
        int seconds = 5;
        while (limited(seconds, never).get(0).startsWith("FAIL start")) { // a slow machine needs longer for that
            assertThat(seconds).as("seconds in which the server did not start").isLessThan(80);
            seconds *= 4;
        }
        assertThat(results())
                .contains(
                        "FAIL " + HOLD.formatted(never) + ": expected 200, found no answer in time",
                        "skip /version=200: the " + seconds + "s of --timeout are over");
        assertNothingIsLeft();
    }

    private List<String> limited(int seconds, Path never) throws IOException, InterruptedException {
        int exit = smoke(
                "--timeout",
                seconds + "s",
                "--graceful-timeout",
                "1s",
                "--check",
                HOLD.formatted(never),
                "--check",
                "/version=200",
                Wars.probe());
        assertThat(exit).as(read("out")).isEqualTo(9);
        return results();
    }

    @Test
    void endedBySignalItTakesTheServerAlong() throws Exception {
        for (String signal : List.of("TERM", "INT")) {
            start("--check", HOLD.formatted(folder.resolve("never")), "--workers", 2, Wars.probe());
            Await.until("the server is ready", () -> read("out").contains("ok   start"));
            assertThat(Proc.withEnvironment(MARK + "=" + mark)).hasSizeGreaterThanOrEqualTo(4);
            Proc.signal(process.pid(), signal);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(signal.equals("TERM") ? 143 : 130);
            assertThat(read("out")).doesNotContain("FAIL");
            assertNothingIsLeft();
        }
    }
}
