package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** nginx in front, with kept upstream connections, while workers are replaced. */
class NginxIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void clientsBehindNginxOverTcpNoticeNoReload() throws HttpFailure {
        assertNothingIsNoticed(servers.probe().workers(2).serve());
    }

    @Test
    void clientsBehindNginxOverAUnixSocketNoticeNoReload() throws HttpFailure {
        Path socket = servers.directory().resolve("app.sock");
        assertNothingIsNoticed(servers.probe()
                .bind("unix:" + socket)
                .option("--socket-mode", "0666")
                .workers(2)
                .serve());
    }

    private void assertNothingIsNoticed(ServerProcess server) throws HttpFailure {
        // nginx's workers are another user, and keep what a slow client has not read yet in this folder.
        assertThat(servers.directory().toFile().setExecutable(true, false)).isTrue();
        try (Nginx nginx = Nginx.before(server.address(), servers.directory());
                Load load = Load.on(nginx.address()).start()) {
            assertThat(Http.get(nginx.address(), "/big?bytes=3000000").bytes())
                    .as(nginx.log())
                    .hasSize(3_000_000);
            for (int i = 0; i < 3; i++) {
                Reloads.reload(server);
                long soFar = load.answered();
                Await.until("answers by the new generation", () -> load.answered() > soFar + 200);
            }
            Load.Report report = load.stop();
            report.assertNoFailures();
            assertThat(report.answers().keySet())
                    .anyMatch(answer -> answer.contains("generation=1"))
                    .anyMatch(answer -> answer.contains("generation=4"));
        }
    }
}
