package org.junicorn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Spread.of(4, 1, 2, 10)).isEqualTo(new Spread(3, 1, 10));
    }

    @Test
    void isWrittenWithTheDigitsAskedFor() {
        assertThat(Spread.of(1, 2.26, 4).text(1)).isEqualTo("2.3 (1.0 to 4.0)");
        assertThat(Spread.of(1234.4).text(0)).isEqualTo("1234 (1234 to 1234)");
    }
}
