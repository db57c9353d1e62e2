package org.junicorn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram histogram = new Histogram();

    @Test
    void aPercentileIsTheLeastValueThatSoManyDoNotExceed() {
        for (int micros = 1; micros <= 1000; micros++) {
            histogram.add(micros);
        }

        assertThat(histogram.percentile(50)).isEqualTo(0.500);
        assertThat(histogram.percentile(99)).isEqualTo(0.990);
        assertThat(histogram.percentile(99.9)).isEqualTo(0.999);
        assertThat(histogram.percentile(100)).isEqualTo(1.000);
        assertThat(histogram.percentile(0.01)).isEqualTo(0.001);
    }

    @Test
    void oneSlowOfAThousandIsSeenAtP999Only() {
        for (int i = 0; i < 9_990; i++) {
            histogram.add(100);
        }
        for (int i = 0; i < 10; i++) {
            histogram.add(2_000_000);
        }

        assertThat(histogram.percentile(99.9)).isEqualTo(0.100);
        assertThat(histogram.percentile(99.91)).isCloseTo(2_000, within(2.0));
    }

    @Test
    void longDurationsAreRightWithinAThousandth() {
        long[] values = LongStream.iterate(2_000, value -> value < 10_000_000_000L, value -> value * 3 / 2)
                .toArray();
        for (long value : values) {
            Histogram one = new Histogram();
            one.add(value);
            assertThat(one.percentile(50) * 1000).as("%d", value).isCloseTo(value, within(value / 1000.0));
        }
    }

    @Test
    void percentilesAgreeWithThoseOfTheSortedValues() {
        long[] values = new Random(7)
                .doubles(20_000)
                .mapToLong(x -> (long) Math.exp(x * 16))
                .sorted()
                .toArray();
        LongStream.of(values).forEach(histogram::add);

        for (double percent : new double[] {1, 25, 50, 90, 99, 99.9, 99.99}) {
            double exact = values[(int) Math.ceil(values.length * percent / 100) - 1];
            assertThat(histogram.percentile(percent) * 1000).isCloseTo(exact, within(Math.max(1, exact / 1000)));
        }
    }

    @Test
    void whatIsAddedTogetherCountsAsOne() {
        histogram.add(10);
        Histogram other = new Histogram();
        other.add(30);
        histogram.add(other);

        assertThat(histogram.count()).isEqualTo(2);
        assertThat(histogram.percentile(100)).isEqualTo(0.030);
    }

    @Test
    void valuesThatCannotBeCountDoNotFail() {
        histogram.add(-5);
        histogram.add(Long.MAX_VALUE);

        assertThat(histogram.percentile(50)).isZero();
        assertThat(histogram.percentile(100)).isGreaterThan(1e7);
    }

    @Test
    void nothingCountedIsZero() {
        assertThat(histogram.percentile(99)).isZero();
        histogram.add(7);
        histogram.clear();
        assertThat(histogram.percentile(99)).isZero();
    }
}
