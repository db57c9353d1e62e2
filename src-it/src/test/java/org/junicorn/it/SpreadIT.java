package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A burst of kept connections is not all taken by the worker that wakes first. */
class SpreadIT {
    private static final int WORKERS = 4;

    @RegisterExtension
    final Servers servers = new Servers();

    @ParameterizedTest
    @ValueSource(ints = {64, 256})
    void keptConnectionsAreSpreadOverTheWorkers(int connections) throws HttpFailure {
        ServerProcess server = servers.probe().workers(WORKERS).serve();
        List<Http.Connection> open = new ArrayList<>();
        try {
            Map<String, Integer> held = new TreeMap<>();
            for (int i = 0; i < connections; i++) {
                open.add(Http.Connection.open(server.address()));
            }
            for (Http.Connection connection : open) {
                connection.send("GET", "/pid", List.of(), new byte[0]);
            }
            for (Http.Connection connection : open) {
                held.merge(connection.receive("GET").text().trim(), 1, Integer::sum);
            }
            double mean = (double) connections / WORKERS;
            assertThat(held).as("connections by worker: %s", held).hasSize(WORKERS);
            assertThat(held.values()).as("connections by worker: %s", held).allMatch(count -> count <= 1.5 * mean);
        } finally {
            open.forEach(Http.Connection::close);
        }
    }
}
