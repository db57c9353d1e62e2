package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the front page promises: its commands, taken from the text, but for folders and ports. */
class FrontDoorIT {
    private static final Path README =
            Path.of("..", "README.md").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LISTENING = Pattern.compile("listening address=http://(\\S+)");

    @TempDir
    private Path folder;

    private static final Pattern CONTROL = Pattern.compile(" control\\.listening socket=(\\S+)");

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void layOut() throws IOException {
        Path launcher = Path.of(System.getProperty("it.launcher"));
        Files.createDirectories(folder.resolve("launcher/target"));
        Files.createDirectories(folder.resolve("samples/hello/target"));
        Files.createDirectories(folder.resolve("run"));
        Files.createSymbolicLink(folder.resolve("launcher/target/launcher.jar"), launcher);
        Files.createSymbolicLink(folder.resolve("launcher.jar"), launcher);
        Files.createSymbolicLink(folder.resolve("samples/hello/target/hello.war"), Wars.hello());
        Files.copy(Wars.hello(), folder.resolve("shop.war"));
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            process.waitFor();
        }
    }

    /** The n-th block of commands, with this test's folder for the machine's and any port for the named ones. */
    private List<String> commands(int block) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(README));
        for (int i = 0; i <= block; i++) {
            assertThat(blocks.find()).as("block " + i + " of " + README).isTrue();
        }
        return blocks.group(1)
                .replace("\\\n", " ")
                .replace("/run/shop", folder + "/run")
                .replace("0.0.0.0:8080", "127.0.0.1:0")
                .lines()
                .toList();
    }

    private ProcessBuilder shell(String command) {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command).directory(folder.toFile());
        Path bin = Path.of(System.getProperty("it.java.home", System.getProperty("java.home")), "bin");
        shell.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        shell.environment().put("JUNICORN_WORK_DIR", folder + "/work");
        return shell;
    }

    /** Starts a server in the background and waits until it serves; returns its log. */
    private Path serve(String command, String defaultBind) throws IOException {
        Path log = folder.resolve("log-" + started.size());
        ProcessBuilder shell =
                shell("exec " + command).redirectErrorStream(true).redirectOutput(log.toFile());
        if (!defaultBind.isEmpty()) {
            shell.environment().put("JUNICORN_BIND", defaultBind);
        }
        Process process = shell.start();
        started.add(process);
        Await.until("server.ready in " + log, () -> {
            String text = Files.readString(log);
            assertThat(process.isAlive()).as(text).isTrue();
            return text.contains(" server.ready ");
        });
        return log;
    }

    private static String address(Path log) throws IOException {
        Matcher listening = LISTENING.matcher(Files.readString(log));
        assertThat(listening.find()).isTrue();
        return listening.group(1);
    }

    private String run(String command) throws IOException, InterruptedException {
        Process process =
                shell(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void theQuickStartServesTheSample() throws Exception {
        List<String> commands = commands(0);
        String[] buildAndStart = commands.get(0).split(" && ");
        assertThat(buildAndStart[0]).isEqualTo("mvn -q -DskipTests package"); // it is how this test came to run
        Path log = serve(buildAndStart[1], "127.0.0.1:0");
        assertThat(run(commands.get(1).replace("127.0.0.1:8000", address(log)))).startsWith("Hello from worker 1");
    }

    @Test
    void theMainJobServesReloadsAndStops() throws Exception {
        Path log = serve(commands(1).get(0), "");
        assertThat(Files.readString(log)).contains("server.ready workers=4 ");
        String socket = CONTROL.matcher(Files.readString(log))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        List<String> care = commands(2);
        assertThat(run(care.get(0))).contains("app " + folder.toRealPath() + "/shop.war: can be deployed");
        run(care.get(1));
        Await.until("reload.done", () -> Files.readString(log).contains(" reload.done workers=4 generation=2 "));
        List<String> control = commands(3).stream()
                .map(command -> command.replace(" ctl ", " ctl -s " + socket + " "))
                .toList();
        assertThat(run(control.get(0))).contains("generation 3 serves");
        assertThat(run(control.get(1).replace(" --watch", ""))).contains("SLOT", "ready");
        assertThat(run(control.get(2))).contains("requests are being served");
        run(care.get(2));
        assertThat(started.get(0).waitFor()).isZero();
        assertThat(Files.readString(log)).contains("supervisor.stopped exit=0").doesNotContain(" ERROR ");
    }

    @Test
    void aUnixSocketIsThereForAProxy() throws Exception {
        serve(commands(5).get(0), "");
        Path socket = folder.resolve("run/http.sock");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");
        assertThat(run("curl -s --unix-socket " + socket + " http://shop/hello"))
                .startsWith("Hello from worker");
    }

    @Test
    void aBuildChecksThePackagedServer() throws Exception {
        String smoke = commands(4).get(0).replace("/health=200~UP", "/hello=200~Hello");
        assertThat(run(smoke)).contains("/hello");
        assertThat(folder.resolve("target/smoke.xml")).content().contains("<testsuite");
    }
}
