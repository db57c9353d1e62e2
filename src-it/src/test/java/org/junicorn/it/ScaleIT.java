package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TTIN adds a worker, TTOU removes one. */
class ScaleIT {
    private static final int ROUNDS = 2;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void workersComeAndGoUnderLoadWithoutALoss() {
        ServerProcess server = servers.probe().workers(1).serve();
        List<String> signals = List.of("TTIN", "TTIN", "TTOU", "TTIN", "TTOU", "TTOU");
        try (Load load = Load.on(server.address()).keepAlive(12).perRequest(12).start()) {
            int expected = 1;
            for (int step = 0; step < ROUNDS * signals.size(); step++) {
                String signal = signals.get(step % signals.size());
                expected += signal.equals("TTIN") ? 1 : -1;
                server.signal(signal);
                awaitWorkers(server, expected);
                long soFar = load.answered();
                Await.until("answers", () -> load.answered() > soFar + 500);
            }
            load.stop().assertNoFailures();
        }
    }

    @Test
    void theLastWorkerStays() throws HttpFailure {
        ServerProcess server = servers.probe().workers(2).serve();
        server.signal("TTOU");
        awaitWorkers(server, 1);
        List<Long> last = server.workers();
        server.signal("TTOU");
        server.log().awaitCount(0, "supervisor.signal", event -> event.has("name", "TTOU"), 2);
        assertThat(Http.get(server.address(), "/pid").text()).contains("pid=" + last.get(0));
        Reloads.reload(server);
        assertThat(last).hasSize(1);
        // A reload goes back to the configured number.
        awaitWorkers(server, 2);
    }

    private static void awaitWorkers(ServerProcess server, int expected) {
        Await.until(
                expected + " workers",
                () -> server.workers().size() == expected
                        && server.readyWorkers().size() == expected);
    }
}
