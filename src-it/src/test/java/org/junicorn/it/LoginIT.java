package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The users of a tomcat-users.xml, and what all workers know of them. */
class LoginIT {
    private static final String JO = "<user username=\"jolo\" password=\"secret\" roles=\"jolokia\"/>";
    private static final String JOE = "<user username=\"joe\" password=\"secret\" roles=\"nobody\"/>";

    @RegisterExtension
    final Servers servers = new Servers();

    private Path users(String... elements) throws IOException {
        Path file = servers.directory().resolve("tomcat-users.xml");
        return Files.writeString(file, "<tomcat-users>\n" + String.join("\n", elements) + "\n</tomcat-users>\n");
    }

    private ServerProcess.Builder jolokia(Path users) {
        return servers.server()
                .app(Wars.published("jolokia-agent-war"))
                .option("--context-path", "/jolokia")
                .option("--tomcat-users", users)
                .workers(2);
    }

    private static int status(ServerProcess server, String user, String password) throws HttpFailure {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            return connection
                    .exchange(
                            "GET",
                            "/jolokia/version",
                            List.of("Connection: close", "Authorization: Basic " + credentials),
                            new byte[0])
                    .status();
        }
    }

    /** Until the workers of before are gone, who know other users. */
    private static void reload(ServerProcess server) {
        List<Long> before = server.workers();
        Reloads.reload(server);
        Await.until("the old workers are gone", () -> server.workers().stream().noneMatch(before::contains));
    }

    @Test
    void jolokiaAnswersWhoeverHasItsRole() throws IOException {
        ServerProcess server = jolokia(users(JO, JOE)).serve();
        Http.Response asked = Http.get(server.address(), "/jolokia/version");
        assertThat(asked.status()).isEqualTo(401);
        assertThat(asked.header("www-authenticate")).isEqualTo("Basic realm=\"jolokia\", charset=UTF-8");
        assertThat(status(server, "jolo", "secret")).isEqualTo(200);
        assertThat(status(server, "jolo", "bad")).isEqualTo(401);
        assertThat(status(server, "joe", "secret")).isEqualTo(403);
        for (long pid : server.tree()) {
            assertThat(Proc.commandLine(pid)).doesNotContain("secret");
        }
    }

    @Test
    void failuresOnOneWorkerLockOutOnAll() throws IOException {
        ServerProcess server = jolokia(users(JO, JOE)).serve();
        for (int i = 0; i < 5; i++) {
            assertThat(status(server, "jolo", "bad")).isEqualTo(401);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(status(server, "jolo", "secret")).isEqualTo(401);
        }
        assertThat(status(server, "joe", "secret")).isEqualTo(403);
        // new workers know it, too
        reload(server);
        assertThat(status(server, "jolo", "secret")).isEqualTo(401);
        server.log().awaitMessages(0, "the user \"jolo\" is locked out after 5 failures", 1);
    }

    @Test
    void aReloadReadsTheUsersAnewAndABrokenFileLeavesTheOldOnes() throws IOException {
        ServerProcess server = jolokia(users(JO)).serve();
        users(JOE.replace("nobody", "jolokia"));
        assertThat(status(server, "jolo", "secret")).isEqualTo(200);
        assertThat(status(server, "joe", "secret")).isEqualTo(401);
        reload(server);
        assertThat(status(server, "jolo", "secret")).isEqualTo(401);
        assertThat(status(server, "joe", "secret")).isEqualTo(200);

        Path file = users("<user username=\"joe\"", JO);
        assertThat(Reloads.failingReload(server).field("reason"))
                .startsWith("tomcat_users: " + file + ":3: not well-formed XML: ");
        assertThat(status(server, "joe", "secret")).isEqualTo(200);
        // a worker of the old generation that is started now has the old users
        long victim = server.workers().get(0);
        Proc.signal(victim, "KILL");
        Await.until(
                "the worker is replaced",
                () -> server.readyWorkers().size() == 2
                        && !server.readyWorkers().containsValue(victim));
        for (int i = 0; i < 10; i++) {
            assertThat(status(server, "joe", "secret")).isEqualTo(200);
        }

        Files.delete(file);
        assertThat(Reloads.failingReload(server).field("reason"))
                .contains("tomcat_users = \"" + file + "\" (--tomcat-users): " + file + " does not exist");
        users(JO);
        reload(server);
        assertThat(status(server, "jolo", "secret")).isEqualTo(200);
    }

    @Test
    void aBrokenFileIsReportedBeforeAnythingStarts() throws IOException {
        Path file = users("<user password=\"secret\"/>");
        ServerProcess server = jolokia(file).start();
        assertThat(server.awaitExit()).isEqualTo(1);
        assertThat(server.log().text())
                .contains("tomcat_users: " + file + ":2: <user> without a name; write username=\"...\"")
                .doesNotContain("secret")
                .doesNotContain("\tat ");
        ServerProcess check = jolokia(file).option("--check-config").start();
        assertThat(check.awaitExit()).isEqualTo(1);
        assertThat(check.log().text()).contains(file + ":2: <user> without a name");
    }

    @Test
    void oddUsersAreToleratedWithAWarning() throws IOException {
        Path file = users(JO, "<usr username=\"typo\"/>");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        ServerProcess server = jolokia(file).serve();
        assertThat(server.log().text()).contains(file + ":3: <usr> is not known inside <tomcat-users>; it is ignored");
        assertThat(status(server, "jolo", "secret")).isEqualTo(200);
    }
}
