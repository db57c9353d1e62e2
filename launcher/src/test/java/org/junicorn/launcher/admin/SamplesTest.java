package org.junicorn.launcher.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junicorn.launcher.admin.Samples.Sample;
import org.junicorn.launcher.channel.Counts;
import org.junicorn.launcher.channel.Scoreboard;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Samples samples = new Samples();

    @TempDir
    Path folder;

    private Scoreboard.Row row;

    @BeforeEach
    void makeARow() throws Exception {
        row = Scoreboard.create(folder.resolve("scoreboard")).row(0);
    }

    private void serve(int times, int status, Duration duration) {
        for (int i = 0; i < times; i++) {
            row.requestFinished("GET", status, duration.toNanos());
        }
    }

    @Test
    void tellsRatesSinceTheSampleBefore() {
        serve(1000, 200, Duration.ofMillis(1));
        samples.take(NOON, row.counts());
        serve(96, 200, Duration.ofMillis(3));
        serve(3, 404, Duration.ofMillis(3));
        serve(1, 500, Duration.ofMillis(70));
        samples.take(NOON.plusSeconds(2), row.counts());
        assertThat(samples.all()).singleElement().satisfies(sample -> {
            assertThat(sample.time()).isEqualTo(NOON.getEpochSecond() + 2);
            assertThat(sample.rate()).isEqualTo(50);
            assertThat(sample.clientErrors()).isEqualTo(1.5);
            assertThat(sample.serverErrors()).isEqualTo(0.5);
            assertThat(sample.p50().orElseThrow()).isBetween(0.0025, 0.005);
            assertThat(sample.p99().orElseThrow()).isCloseTo(0.005, within(1e-9));
        });
    }

    @Test
    void tellsNoLatencyWithoutRequests() {
        samples.take(NOON, Counts.none());
        samples.take(NOON.plusSeconds(2), Counts.none());
        assertThat(samples.all()).singleElement().satisfies(sample -> {
            assertThat(sample.rate()).isZero();
            assertThat(sample.p50()).isEmpty();
        });
    }

    @Test
    void keepsHalfAnHour() {
        for (int second = 0; second < 4000; second += 2) {
            samples.take(NOON.plusSeconds(second), Counts.none());
        }
        assertThat(samples.all()).hasSize(900);
        assertThat(samples.all()).extracting(Sample::time).last().isEqualTo(NOON.getEpochSecond() + 3998.0);
    }

    @Test
    void estimatesWithinABucketAndNotBeyondTheLastBound() {
        List<Long> buckets = new ArrayList<>(Collections.nCopies(Counts.BOUNDS.size() + 1, 0L));
        buckets.set(3, 10L); // 5 to 10 ms
        assertThat(Samples.quantile(0.5, buckets).orElseThrow()).isCloseTo(0.0075, within(1e-9));
        buckets.set(3, 0L);
        buckets.set(Counts.BOUNDS.size(), 10L);
        assertThat(Samples.quantile(0.5, buckets).orElseThrow()).isCloseTo(60, within(1e-9));
    }
}
