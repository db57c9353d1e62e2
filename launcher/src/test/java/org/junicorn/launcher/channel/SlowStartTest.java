package org.junicorn.launcher.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junicorn.launcher.channel.SlowStart.Elder;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private final SlowStart start = new SlowStart();

    private static List<Elder> elder(long opened, boolean waits) {
        return List.of(new Elder(0, 1, opened, waits));
    }

    @Test
    void theShareGrowsFromATenthToOne() {
        assertThat(SlowStart.share(0, 1000)).isEqualTo(0.1);
        assertThat(SlowStart.share(500, 1000)).isEqualTo(0.5);
        assertThat(SlowStart.share(2000, 1000)).isEqualTo(1);
    }

    @Test
    void nobodyIsGivenWayToIfThereIsNobody() {
        assertThat(start.givesWay(0.1, 0, List.of())).isFalse();
    }

    @Test
    void whoWaitsTakesTheConnection() {
        for (int i = 0; i < 100; i++) {
            assertThat(start.givesWay(0.1, 0, elder(7, true))).isTrue();
        }
    }

    @Test
    void aConnectionThatNobodyTakesIsTakenAtTheSecondLook() {
        assertThat(start.givesWay(0.1, 0, elder(7, false))).isTrue();
        assertThat(start.givesWay(0.1, 0, elder(7, false))).isFalse();
        assertThat(start.givesWay(0.1, 1, elder(7, false))).isTrue();
        assertThat(start.givesWay(0.1, 1, elder(7, false))).isFalse();
    }

    @Test
    void whoTakesThemOneAfterTheOtherNeedNotBeSeenWaiting() {
        for (int i = 0; i < 9; i++) {
            assertThat(start.givesWay(0.1, 0, elder(i, false))).isTrue();
        }
    }

    @Test
    void theShareIsKeptToWhateverTheOthersTake() {
        for (double share : List.of(0.1, 0.25, 0.5)) {
            SlowStart fresh = new SlowStart();
            long own = 0;
            for (long others = 0; others < 1000; others++) {
                if (!fresh.givesWay(share, own, elder(others, true))) {
                    own++;
                }
            }
            assertThat((double) own).isBetween(1000 * share - 2, 1000 * share + 2);
        }
    }

    @Test
    void theShareIsOfOneOfTheOthersNotOfAll() {
        long own = 0;
        for (long others = 0; others < 1000; others++) {
            List<Elder> two = List.of(new Elder(3, 1, others, true), new Elder(4, 0.5, others / 2, true));
            if (!start.givesWay(0.1, own, two)) {
                own++;
            }
        }
        assertThat(own).isBetween(98L, 102L);
    }

    @Test
    void whatOthersHadBeforeEarnsNothing() {
        assertThat(start.givesWay(0.5, 0, elder(1_000_000, true))).isTrue();
        assertThat(start.givesWay(0.5, 0, List.of(new Elder(9, 1, 1_000_000, true))))
                .isTrue();
    }

    @Test
    void aRowThatIsUsedAgainEarnsNothing() {
        start.givesWay(0.5, 0, elder(1000, true));
        assertThat(start.givesWay(0.5, 0, elder(0, true))).isTrue();
    }
}
