package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrustTest {
    private static final long SHORT = 20_000;
    private static final int UNKNOWN = -1;

    private final Trust trust = new Trust();

    private void runs(int count) {
        for (int i = 0; i < count; i++) {
            trust.ran(SHORT, UNKNOWN, true);
        }
    }

    @Test
    void manyShortExecutionsEarnIt() {
        runs(Trust.FIRST - 1);
        assertThat(trust.isTrusted()).isFalse();
        runs(1);
        assertThat(trust.isTrusted()).isTrue();
    }

    @Test
    void eachLossByOwnFaultMakesItFourTimesAsHard() {
        runs(Trust.FIRST);
        trust.lose(true);
        assertThat(trust.isTrusted()).isFalse();
        assertThat(trust.needed()).isEqualTo(4 * Trust.FIRST);
        runs(4 * Trust.FIRST);
        assertThat(trust.isTrusted()).isTrue();
        trust.lose(true);
        assertThat(trust.needed()).isEqualTo(16 * Trust.FIRST);
    }

    @Test
    void lossesNeverOverflow() {
        for (int i = 0; i < 100; i++) {
            trust.lose(true);
        }
        assertThat(trust.needed()).isGreaterThan(1_000_000_000);
    }

    @Test
    void aBusyMachineCostsTheTrustOnlyForNow() {
        runs(Trust.FIRST);
        trust.lose(false);
        assertThat(trust.isTrusted()).isFalse();
        runs(Trust.FIRST);
        assertThat(trust.isTrusted()).isTrue();
    }

    @Test
    void oneLongExecutionOfAHundredIsForgivenOneOfTwentyIsNot() {
        for (int i = 0; i < 100 * Trust.FIRST; i++) {
            trust.ran(i % 20 == 0 ? Trust.LONG_NANOS + 1 : SHORT, UNKNOWN, true);
        }
        assertThat(trust.isTrusted()).isFalse();
        for (int i = 0; i < 100 * Trust.FIRST; i++) {
            trust.ran(i % 100 == 0 ? Trust.LONG_NANOS + 1 : SHORT, UNKNOWN, true);
        }
        assertThat(trust.isTrusted()).isTrue();
    }

    @Test
    void whoeverWaitsAShortWhileEachTimeIsNotTrusted() {
        for (int i = 0; i < 100 * Trust.FIRST; i++) {
            trust.ran(200_000, i % Trust.SAMPLED == 0 ? 150_000 : UNKNOWN, true);
        }
        assertThat(trust.isTrusted()).isFalse();
    }

    @Test
    void largeResponsesAreNotTrusted() {
        for (int i = 0; i < 100 * Trust.FIRST; i++) {
            trust.ran(SHORT, UNKNOWN, i % 10 != 0);
        }
        assertThat(trust.isTrusted()).isFalse();
    }

    @Test
    void whatGoesOnAsynchronouslyNeverIs() {
        trust.exclude();
        runs(100 * Trust.FIRST);
        assertThat(trust.isTrusted()).isFalse();
    }
}
