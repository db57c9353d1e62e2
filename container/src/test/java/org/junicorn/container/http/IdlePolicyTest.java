package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdlePolicyTest {
    private static final long SECOND = 1_000_000_000L;

    private final DrainGate gate = new DrainGate();
    private final IdlePolicy policy = new IdlePolicy(Duration.ofSeconds(5), Duration.ofSeconds(7), gate);

    @Test
    void keepsAnIdleConnectionForTheKeepAliveTime() {
        assertThat(policy.remaining(Phase.WAITING, 10 * SECOND, true, false, 12 * SECOND))
                .isEqualTo(3 * SECOND);
        assertThat(policy.remaining(Phase.WAITING, 10 * SECOND, true, false, 15 * SECOND))
                .isZero();
    }

    @Test
    void givesTheFirstRequestTwentySecondsAtLeast() {
        assertThat(policy.remaining(Phase.WAITING, 0, false, false, 5 * SECOND)).isEqualTo(15 * SECOND);
        IdlePolicy patient = new IdlePolicy(Duration.ofSeconds(75), Duration.ofSeconds(20), gate);
        assertThat(patient.remaining(Phase.WAITING, 0, false, false, 5 * SECOND))
                .isEqualTo(70 * SECOND);
    }

    @Test
    void countsTheGraceFromTheDrainOrTheLastResponseWhicheverIsLater() {
        gate.close(Duration.ofSeconds(2), 100 * SECOND);
        assertThat(policy.remaining(Phase.WAITING, 99 * SECOND, true, false, 101 * SECOND))
                .isEqualTo(SECOND);
        assertThat(policy.remaining(Phase.WAITING, 101 * SECOND, true, false, 101 * SECOND))
                .isEqualTo(2 * SECOND);
        // The keep-alive time goes on as before.
        assertThat(policy.remaining(Phase.WAITING, 96 * SECOND, true, false, 101 * SECOND))
                .isZero();
    }

    @Test
    void onlyTheFirstDrainCounts() {
        gate.close(Duration.ofSeconds(2), 100 * SECOND);
        gate.close(Duration.ZERO, 101 * SECOND);
        assertThat(policy.remaining(Phase.WAITING, 100 * SECOND, true, false, 101 * SECOND))
                .isEqualTo(SECOND);
    }

    @Test
    void neverClosesAConnectionInTheMiddleOfAnExchange() {
        gate.close(Duration.ZERO, 0);
        assertThat(policy.remaining(Phase.ANSWERING, 0, true, false, 1000 * SECOND))
                .isPositive();
        assertThat(policy.remaining(Phase.UPGRADED, 0, true, false, 1000 * SECOND))
                .isPositive();
    }

    @Test
    void aHeadMustCompleteInTime() {
        assertThat(policy.remaining(Phase.READING, 10 * SECOND, true, false, 16 * SECOND))
                .isEqualTo(SECOND);
        assertThat(policy.remaining(Phase.READING, 10 * SECOND, true, false, 17 * SECOND))
                .isZero();
        IdlePolicy endless = new IdlePolicy(Duration.ofSeconds(5), Duration.ZERO, gate);
        assertThat(endless.remaining(Phase.READING, 0, true, false, 1000 * SECOND))
                .isPositive();
    }

    @Test
    void waitsAMomentForTheClientAfterTheLastResponse() {
        assertThat(policy.remaining(Phase.ANSWERED, 0, true, true, 0)).isEqualTo(SECOND);
        assertThat(policy.remaining(Phase.WAITING, 0, true, true, SECOND)).isZero();
    }
}
