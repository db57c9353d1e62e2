package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServedTest {
    private final Served served = new Served();

    @Test
    void aWorkerServesWhatItHasNotFailedWithOnceItIsReady() {
        served.tries(1, List.of("/", "/shop", "/docs"));
        served.failed(1, "/shop");
        assertThat(served.paths()).isEmpty();
        served.ready(1);
        assertThat(served.paths()).containsExactlyInAnyOrder("/", "/docs");
    }

    @Test
    void whatAnyWorkerServesIsServedUntilTheLastIsGone() {
        served.tries(1, List.of("/"));
        served.ready(1);
        served.tries(2, List.of("/", "/shop"));
        served.ready(2);
        assertThat(served.paths()).containsExactlyInAnyOrder("/", "/shop");
        served.gone(2);
        assertThat(served.paths()).containsExactly("/");
        served.gone(1);
        assertThat(served.paths()).isEmpty();
        served.ready(2);
        served.failed(2, "/");
        assertThat(served.paths()).isEmpty();
    }
}
