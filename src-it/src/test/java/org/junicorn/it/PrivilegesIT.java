package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Started as root, the supervisor keeps its rights and the workers give theirs up. */
class PrivilegesIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void workersRunAsTheGivenUserAndGroup() throws HttpFailure {
        ServerProcess server = servers.server()
                .forEveryUser()
                .app(Wars.probeVersion(servers.directory().resolve("app.war"), "one"))
                .workers(2)
                .option("--user", "nobody")
                .option("--group", "nogroup")
                .serve();
        long nobody = number("id", "-u", "nobody");
        long nogroup = number("sh", "-c", "getent group nogroup | cut -d: -f3");
        assertThat(server.workers()).hasSize(2).allSatisfy(pid -> {
            assertThat(Proc.userId(pid)).isEqualTo(nobody);
            assertThat(Proc.groupId(pid)).isEqualTo(nogroup);
        });
        assertThat(Proc.userId(server.pid())).isEqualTo(number("id", "-u"));
        assertThat(Http.get(server.address(), "/index.html").status()).isEqualTo(200);
        Reloads.reload(server);
        assertThat(Http.get(server.address(), "/pid").text()).contains("generation=2");
    }

    private long number(String... command) {
        return Long.parseLong(Run.command(servers.directory(), command).output().trim());
    }
}
