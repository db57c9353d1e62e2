package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session outlives the workers that served it, and the server. */
class SessionSurvivalIT {
    @RegisterExtension
    final Servers servers = new Servers();

    private ServerProcess current;

    @Test
    void aReloadKeepsSessions() throws Exception {
        ServerProcess server = servers.session().workers(2).serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        client.post("/cart?add=tea");
        List<Long> before = server.workers();
        Reloads.reload(server);
        Await.until("the old workers are gone", () -> server.workers().stream().noneMatch(before::contains));
        assertThat(client.post("/count").number("count")).isEqualTo(2);
        assertThat(client.post("/cart?add=tea").number("item.tea")).isEqualTo(2);
        assertThat(client.get("/info").value("new")).isEqualTo("false");
    }

    @Test
    void killedWorkersTakeNoSessionWithThem() throws Exception {
        ServerProcess server = servers.session().workers(2).serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        for (int i = 2; i <= 3; i++) {
            for (long victim : server.workers()) {
                int mark = server.log().mark();
                Proc.signal(victim, "KILL");
                server.log().awaitSince(mark, "worker.ready");
            }
            assertThat(client.post("/count").number("count")).isEqualTo(i);
        }
    }

    @Test
    void aFullRestartKeepsSessions() throws Exception {
        Path work = servers.directory().resolve("work");
        SessionClient before = new SessionClient(restarted(work));
        before.post("/count");
        before.post("/cart?add=tea");
        ServerProcess server = restarted(work);
        SessionClient client = new SessionClient(server).with(before.id().orElseThrow());
        assertThat(client.post("/count").number("count")).isEqualTo(2);
        assertThat(client.get("/cart").number("item.tea")).isEqualTo(1);
        assertThat(client.id()).isEqualTo(before.id());
    }

    @Test
    void aFullRestartBeginsAnewIfToldTo() throws Exception {
        Path work = servers.directory().resolve("work");
        SessionClient before = new SessionClient(restarted(work, "--no-session-persist"));
        before.post("/count");
        // a reload is no restart
        ServerProcess first = current;
        Reloads.reload(first);
        assertThat(before.post("/count").number("count")).isEqualTo(2);
        ServerProcess server = restarted(work, "--no-session-persist");
        SessionClient client = new SessionClient(server).with(before.id().orElseThrow());
        assertThat(client.get("/info").value("valid")).isEqualTo("false");
        assertThat(client.post("/count").number("count")).isEqualTo(1);
        assertThat(client.id()).isNotEqualTo(before.id());
    }

    /** Stops the server there is and starts one with the same work folder. */
    private ServerProcess restarted(Path work, String... options) {
        if (current != null) {
            current.signal("TERM");
            current.awaitGone();
        }
        ServerProcess.Builder builder =
                servers.session().workers(2).workDirElsewhere().option("--work-dir", work);
        for (String option : options) {
            builder.option(option);
        }
        current = builder.serve();
        return current;
    }
}
