package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junicorn.bench.Histogram;
import org.junit.jupiter.api.Test;

class H2loadTest {
    private static final String OUTPUT = """
            starting benchmark...
            Application protocol: h2
            Main benchmark duration is over for thread #0. Stopping all clients.
            Stopped all clients for thread #0

            finished in 2.50s, 78.40 req/s, 15.77KB/s
            requests: 200 total, 199 started, 196 done, 190 succeeded, 6 failed, 2 errored, 0 timeout
            status codes: 190 2xx, 0 3xx, 4 4xx, 0 5xx
            traffic: 15.77KB (16144) total, 6.20KB (6348) headers (space savings 65.91%), 5.93KB (6076) data
                                 min         max         mean         sd        +/- sd
            time for request:      836us     17.14ms      2.98ms      1.80ms    86.73%
            """;

    @Test
    void readsWhatItPrints() throws IOException {
        assertThat(H2load.parse(OUTPUT)).isEqualTo(new Burst(190, 2.5, 6));
        assertThat(H2load.parse(OUTPUT.replace("2.50s", "500.00ms")).seconds()).isEqualTo(0.5);
    }

    @Test
    void outputOfNoMeasurementIsAFailureThatShowsIt() {
        assertThatThrownBy(() -> H2load.parse("Could not resolve host"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Could not resolve host");
    }

    @Test
    void aLineOfItsLogCountsWithItsMicroseconds() {
        Histogram latencies = new Histogram();

        H2load.count("1795298755328241\t200\t1714", latencies);
        H2load.count("", latencies);

        assertThat(latencies.count()).isEqualTo(1);
        assertThat(latencies.percentile(100)).isEqualTo(1.714);
    }
}
