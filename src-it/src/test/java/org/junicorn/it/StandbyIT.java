package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that have booted before they are needed. */
class StandbyIT {
    private static final int REPLACEMENTS = 3;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void theSpareServesWhenTheOnlyWorkerWasKilled() throws HttpFailure {
        ServerProcess server =
                servers.probe().workers(1).option("--spare-workers", 1).serve();
        long worker = server.readyWorkers().get(1);
        LogEvent spare = server.log().await("worker.spare");
        assertThat(Ctl.run(server, "show", "workers").out())
                .contains("spare")
                .contains("1 of 1 workers serve, 1 spare; generation 1");
        assertThat(asked(server)).isEqualTo(worker);
        int mark = server.log().mark();
        Proc.signal(worker, "KILL");
        assertThat(asked(server)).isEqualTo(Long.parseLong(spare.field("pid")));
        LogEvent promoted = server.log().awaitSince(mark, "worker.promoted");
        assertThat(promoted.field("pid")).isEqualTo(spare.field("pid"));
        assertThat(promoted.field("reason")).isEqualTo("respawn");
        LogEvent next = server.log().awaitSince(mark, "worker.spare");
        assertThat(next.field("slot")).isEqualTo("1");

        mark = server.log().mark();
        Reloads.reload(server);
        server.log().awaitSince(mark, "worker.exited", event -> event.has("pid", next.field("pid")));
        LogEvent renewed = server.log().awaitSince(mark, "worker.spare");
        assertThat(renewed.field("generation")).isEqualTo("2");
        assertThat(server.log().eventsSince(mark, "worker.promoted")).isEmpty();
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(server.log().events("worker.killed")).isEmpty();
    }

    @Test
    void sparesTakeThePlacesOfRecycledWorkersWithoutALoss() {
        ServerProcess server = servers.probe()
                .workers(2)
                .option("--spare-workers", 1)
                .option("--max-requests", 300)
                .serve();
        server.log().await("worker.spare");
        try (Load load = Load.on(server.address()).start()) {
            server.log().awaitCount("worker.promoted", REPLACEMENTS);
            load.stop().assertNoFailures();
        }
        List<LogEvent> promoted = server.log().events("worker.promoted");
        assertThat(promoted).allMatch(event -> event.has("reason", "recycle"));
        Reloads.assertAlwaysBetween(server, 2, 4);
        Set<String> pids = new TreeSet<>(promoted.stream().map(event -> event.field("pid")).toList());
        assertThat(pids).hasSize(promoted.size());
    }

    /** Who answers now. */
    private static long asked(ServerProcess server) throws HttpFailure {
        return Long.parseLong(Http.get(server.address(), "/pid").text().trim().replaceAll(".*pid=", ""));
    }
}
