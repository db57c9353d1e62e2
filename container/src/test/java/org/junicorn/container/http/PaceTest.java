package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long LOOK = Duration.ofMillis(250).toNanos();

    private long now = 42;
    private long total = 1000;

    /** Looks four times a second; each look brings so many bytes. Returns after how many looks it was too slow. */
    private int looks(Pace pace, int most, int bytesEach, boolean waiting) {
        for (int i = 1; i <= most; i++) {
            now += LOOK;
            total += bytesEach;
            if (pace.tooSlow(waiting, total, now)) {
                return i;
            }
        }
        return most + 1;
    }

    @Test
    void aClientThatMeetsTheRateMayTakeAsLongAsItLikes() {
        Pace pace = new Pace(Duration.ofSeconds(2), 100, total);
        assertThat(looks(pace, 10_000, 25, true)).isEqualTo(10_001);
    }

    @Test
    void aClientThatTricklesIsTooSlowAfterTheTimeOut() {
        Pace pace = new Pace(Duration.ofSeconds(2), 100, total);
        assertThat(looks(pace, 100, 10, true)).isEqualTo(9);
    }

    @Test
    void aFastBeginningIsNoCreditForLater() {
        Pace pace = new Pace(Duration.ofSeconds(2), 100, total);
        looks(pace, 8, 1_000_000, true);
        assertThat(looks(pace, 1000, 0, true)).isLessThanOrEqualTo(17);
    }

    @Test
    void timeInWhichNobodyWaitsForTheClientDoesNotCount() {
        Pace pace = new Pace(Duration.ofSeconds(2), 100, total);
        assertThat(looks(pace, 1000, 0, false)).isEqualTo(1001);
        assertThat(looks(pace, 7, 0, true)).isEqualTo(8);
        assertThat(looks(pace, 1000, 0, false)).isEqualTo(1001);
    }

    @Test
    void withoutARateAnyByteWillDo() {
        Pace pace = new Pace(Duration.ofSeconds(2), 0, total);
        assertThat(looks(pace, 7, 0, true)).isEqualTo(8);
        assertThat(looks(pace, 1, 1, true)).isEqualTo(2);
        assertThat(looks(pace, 7, 0, true)).isEqualTo(8);
        assertThat(looks(pace, 1, 1, true)).isEqualTo(2);
        assertThat(looks(pace, 100, 0, true)).isEqualTo(8);
    }

    @Test
    void withoutATimeOutNobodyIsTooSlow() {
        assertThat(looks(new Pace(Duration.ZERO, 500, total), 1000, 0, true)).isEqualTo(1001);
    }

    @Test
    void aMachineThatWasSuspendedDidNotWaitForTheClient() {
        Pace pace = new Pace(Duration.ofSeconds(2), 100, total);
        looks(pace, 2, 0, true);
        now += Duration.ofHours(3).toNanos();
        assertThat(pace.tooSlow(true, total, now)).isFalse();
    }
}
