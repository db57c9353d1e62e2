package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything a user can get wrong: one clear message, the documented exit status, nothing left behind. */
class BadInputIT {
    private static final int SETTINGS = 1;
    private static final int USAGE = 2;
    private static final int APPLICATION = 4;
    private static final int BIND = 5;
    private static final int PID_FILE = 6;
    private static final int WORK_DIR = 7;

    @RegisterExtension
    final Servers servers = new Servers();

    private Path file(String name) {
        return servers.directory().resolve(name);
    }

    private static void assertRefused(ServerProcess.Builder builder, int exit, String... words) {
        assertRefused(builder.start(), exit, words);
    }

    private static void assertRefused(ServerProcess server, int exit, String... words) {
        assertThat(server.awaitExit()).isEqualTo(exit);
        String text = server.log().text();
        assertThat(text).contains(words);
        assertThat(text).doesNotContain("\tat ").doesNotContain("Exception in thread");
        assertThat(server.log().lines().size()).as("lines: %s", text).isLessThanOrEqualTo(15);
        server.awaitGone();
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        assertRefused(servers.probe().option("--wrokers", 4), USAGE, "--wrokers", "--workers");
    }

    @Test
    void noApplicationIsAnError() {
        assertRefused(servers.server(), SETTINGS, "app");
    }

    @Test
    void allWrongValuesAreReportedAtOnce() {
        assertRefused(
                servers.probe().option("--workers", "many").option("--graceful-timeout", "30 apples"),
                SETTINGS,
                "workers = \"many\"",
                "graceful_timeout = \"30 apples\"",
                "write 30 (seconds), \"30s\", \"500ms\" or \"2m\"");
    }

    @Test
    void anUnknownKeyInAFileIsRefusedWithASuggestion() throws IOException {
        Path config = Files.writeString(file("server.json"), "{\"wrokers\": 4}");
        assertRefused(servers.probe().option("-c", config), SETTINGS, "wrokers", "server.json", "workers");
    }

    @Test
    void aMissingConfigurationFileIsNamed() {
        assertRefused(servers.probe().option("-c", file("none.json")), SETTINGS, "none.json");
    }

    @Test
    void aBrokenConfigurationFileIsNamedWithTheLine() throws IOException {
        Path config = Files.writeString(file("server.json"), "{\n  \"workers\": 4,\n}\n");
        assertRefused(servers.probe().option("-c", config), SETTINGS, "server.json", "line 3");
    }

    @Test
    void daemonIsRefusedWithTheWayOut() {
        assertRefused(servers.probe().option("--daemon"), SETTINGS, "systemd");
    }

    @Test
    void aMissingApplicationIsNamed() {
        assertRefused(servers.server().app(file("none.war")), APPLICATION, "none.war");
    }

    @Test
    void anApplicationThatIsNoZipIsNamed() throws IOException {
        Path war = Files.writeString(file("text.war"), "this is not a WAR");
        assertRefused(servers.server().app(war), APPLICATION, "text.war");
    }

    @Test
    void anApplicationThatEscapesItsFolderIsRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("index.html", "fine".getBytes(UTF_8));
        entries.put("../../escaped.txt", "not fine".getBytes(UTF_8));
        Path war = Wars.of(file("slip.war"), entries);
        ServerProcess.Builder builder = servers.server().app(war);
        assertRefused(builder, APPLICATION, "slip.war", "../../escaped.txt");
        try (var all = Files.walk(servers.directory())) {
            assertThat(all).noneMatch(path -> path.endsWith("escaped.txt"));
        }
    }

    @Test
    void anUnreadableDescriptorIsNamed() {
        Path war = Wars.of(file("broken.war"), Map.of("WEB-INF/web.xml", "<web-app>\n<servlet>\n".getBytes(UTF_8)));
        assertRefused(servers.server().app(war), APPLICATION, "broken.war", "web.xml");
    }

    @Test
    void aServletClassThatDoesNotExistIsNamed() {
        assertRefused(
                servers.server()
                        .option("--app", "org.example.Missing")
                        .option("--class-path", Wars.sample("hello").resolve("classes")),
                APPLICATION,
                "org.example.Missing");
    }

    @Test
    void aPortInUseIsNamed() {
        ServerProcess first = servers.probe().serve();
        int port = first.address().port();
        assertRefused(servers.probe().bind("127.0.0.1:" + port), BIND, "127.0.0.1:" + port, "in use");
    }

    @Test
    void aUnixSocketInUseIsNotStolen() throws HttpFailure {
        Path socket = file("app.sock");
        ServerProcess first = servers.probe().bind("unix:" + socket).serve();
        assertRefused(servers.probe().bind("unix:" + socket), BIND, socket.toString());
        assertThat(Http.get(first.address(), "/pid").status()).isEqualTo(200);
    }

    @Test
    void aFileThatIsNoSocketIsNotRemoved() throws IOException {
        Path file = Files.writeString(file("precious"), "data");
        assertRefused(servers.probe().bind("unix:" + file), BIND, file.toString());
        assertThat(file).hasContent("data");
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        // RFC 5737: for documentation, assigned to nobody.
        assertRefused(servers.probe().bind("192.0.2.1:8000"), BIND, "192.0.2.1:8000");
    }

    @Test
    void aLowPortWithoutTheRightIsNamed() {
        // Containers often allow low ports to everybody; a network of its own has the kernel's default.
        ServerProcess server = probeForEveryUser()
                .through("unshare", "--net")
                .withoutRights()
                .bind("0.0.0.0:81")
                .start();
        assertRefused(server, BIND, "0.0.0.0:81", "1024");
    }

    @Test
    void thePidFileOfALivingServerIsRespected() {
        Path pidFile = file("server.pid");
        ServerProcess first = servers.probe().option("--pidfile", pidFile).serve();
        assertRefused(
                servers.probe().option("--pidfile", pidFile), PID_FILE, pidFile.toString(), Long.toString(first.pid()));
        assertThat(pidFile).content().isEqualToIgnoringWhitespace(Long.toString(first.pid()));
    }

    @Test
    void theStalePidFileOfADeadServerIsReplaced() throws IOException {
        // No process has this pid: it is above the largest that Linux gives.
        Path pidFile = Files.writeString(file("server.pid"), "4194305\n");
        ServerProcess server = servers.probe().option("--pidfile", pidFile).serve();
        assertThat(pidFile).content().isEqualToIgnoringWhitespace(Long.toString(server.pid()));
    }

    @Test
    void aPidFileThatCannotBeWrittenIsNamed() {
        Path pidFile = file("no-such-folder").resolve("server.pid");
        assertRefused(servers.probe().option("--pidfile", pidFile), PID_FILE, pidFile.toString());
    }

    @Test
    void anUnusableWorkFolderIsNamed() throws IOException {
        Path occupied = Files.writeString(file("occupied"), "a file");
        assertRefused(servers.probe().workDirElsewhere().option("--work-dir", occupied), WORK_DIR, occupied.toString());
    }

    @Test
    void aWorkFolderWithoutTheRightIsNamed() throws IOException {
        Path locked = Files.createDirectory(
                file("locked"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assertRefused(
                probeForEveryUser().withoutRights().workDirElsewhere().option("--work-dir", locked.resolve("work")),
                WORK_DIR,
                locked.toString());
    }

    @Test
    void anErrorLogThatCannotBeWrittenIsNamed() {
        Path log = file("no-such-folder").resolve("error.log");
        assertRefused(servers.probe().option("--errorlog", log), SETTINGS, "errorlog", log.toString());
    }

    @Test
    void anUnknownUserIsNamed() {
        assertRefused(servers.probe().option("--user", "nobody-here"), SETTINGS, "user", "nobody-here");
    }

    /** The application where another user can read it. */
    private ServerProcess.Builder probeForEveryUser() {
        return servers.server().app(Wars.probeVersion(file("app.war"), "one"));
    }
}
