package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementTest {
    @ParameterizedTest
    @CsvSource({"25000, 10000", "31234, 12000", "1000000, 20000", "260, 100", "5, 10", "0, 10"})
    void latencyIsMeasuredAtARoundNumberThatTheSlowestStands(double slowest, int rate) {
        assertThat(Measurement.rate(slowest)).isEqualTo(rate);
    }

    @Test
    void everyCellHasATitleOfItsOwn() {
        for (Cell cell : Cell.values()) {
            assertThat(Cell.of(cell.title())).isEqualTo(cell);
        }
    }
}
