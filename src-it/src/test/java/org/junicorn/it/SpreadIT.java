package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
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

    /** The median of at least three bursts: one may meet a moment in which a worker gets no processor at all. */
    @ParameterizedTest
    @ValueSource(ints = {64, 256})
    void keptConnectionsAreSpreadOverTheWorkers(int connections) throws HttpFailure {
        ServerProcess server = servers.probe().workers(WORKERS).serve();
        List<Map<String, Integer>> bursts = new ArrayList<>();
        while (bursts.size() < 3 || bursts.size() < 15 && median(bursts, connections) > 1.5) {
            bursts.add(burst(server, connections));
        }
        assertThat(median(bursts, connections))
                .as("busiest over mean, of %s", bursts)
                .isLessThanOrEqualTo(1.5);
    }

    /** What the busiest worker has, over the mean. */
    private static double median(List<Map<String, Integer>> bursts, int connections) {
        double mean = (double) connections / WORKERS;
        List<Double> shares = bursts.stream()
                .map(held -> Collections.max(held.values()) / mean)
                .sorted()
                .toList();
        return shares.get(shares.size() / 2);
    }

    /** Opens connections as fast as possible, keeps them open, and returns how many each worker holds. */
    private static Map<String, Integer> burst(ServerProcess server, int connections) throws HttpFailure {
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
            return held;
        } finally {
            open.forEach(Http.Connection::close);
        }
    }
}
