package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameBudgetTest {
    private static final int SETTINGS = 4;

    private final FrameBudget budget = new FrameBudget(65536, 0);

    private Optional<String> many(int count, int type, int flags, int length, long now) {
        for (int i = 1; i < count; i++) {
            assertThat(budget.frame(type, flags, length, now)).as("frame " + i).isEmpty();
        }
        return budget.frame(type, flags, length, now);
    }

    @Test
    void framesThatCarryNothingAreBounded() {
        assertThat(many(FrameBudget.MOST + 1, FrameHeads.PING, 0, 8, 0)).contains("too many frames that carry nothing");
    }

    @Test
    void timeGivesThemBack() {
        assertThat(many(FrameBudget.MOST, SETTINGS, 0, 0, 0)).isEmpty();
        assertThat(many(50, SETTINGS, 0, 0, Duration.ofSeconds(1).toNanos())).isEmpty();
        assertThat(budget.frame(SETTINGS, 0, 0, Duration.ofSeconds(1).toNanos()))
                .isPresent();
    }

    @Test
    void requestsAndBodiesPayForThem() {
        assertThat(many(FrameBudget.MOST, FrameHeads.PING, 0, 8, 0)).isEmpty();
        budget.frame(FrameHeads.HEADERS, 5, 10, 0);
        assertThat(many(20, FrameHeads.PING, 0, 8, 0)).isEmpty();
        budget.sent(3 * 1024);
        assertThat(many(3, FrameHeads.PING, 0, 8, 0)).isEmpty();
        assertThat(budget.frame(FrameHeads.PING, 0, 8, 0)).isPresent();
    }

    @Test
    void anEmptyEndOfABodyIsNoEmptyFrame() {
        assertThat(many(3 * FrameBudget.MOST, FrameHeads.DATA, FrameHeads.END_STREAM, 0, 0))
                .isEmpty();
        assertThat(many(FrameBudget.MOST + 1, FrameHeads.DATA, 0, 0, 0)).isPresent();
    }

    @Test
    void aHeadHasFewContinuations() {
        budget.frame(FrameHeads.HEADERS, 0, 10, 0);
        assertThat(many(12, FrameHeads.CONTINUATION, 0, 0, 0)).isEmpty();
        budget.frame(FrameHeads.HEADERS, 0, 10, 0);
        assertThat(many(13, FrameHeads.CONTINUATION, 0, 0, 0)).contains("more than 12 CONTINUATION frames in a head");
    }

    @Test
    void resetsAreBoundedUnlessStreamsAreAnswered() {
        for (int i = 0; i < 100; i++) {
            budget.served();
        }
        assertThat(many(FrameBudget.RESETS + 101, FrameHeads.RST_STREAM, 0, 4, 0))
                .contains("301 streams were reset within 30 s");
    }

    @Test
    void anotherHalfMinuteIsAnotherBudgetOfResets() {
        assertThat(many(FrameBudget.RESETS, FrameHeads.RST_STREAM, 0, 4, 0)).isEmpty();
        long later = Duration.ofSeconds(30).toNanos();
        assertThat(many(FrameBudget.RESETS, FrameHeads.RST_STREAM, 0, 4, later)).isEmpty();
        assertThat(budget.frame(FrameHeads.RST_STREAM, 0, 4, later)).isPresent();
    }

    @Test
    void headsOfFramesAreFoundHoweverTheyAreCut() {
        byte[] sent = new byte[24 + 9 + 3 + 9 + 9];
        ByteBuffer.wrap(sent, 24, 30)
                .putInt(3 << 8 | 1)
                .put((byte) 1)
                .putInt(1)
                .put(new byte[3])
                .putInt(9)
                .put((byte) 4)
                .putInt(1)
                .putInt(6)
                .put((byte) 1)
                .putInt(0);
        for (int size = 1; size <= sent.length; size++) {
            List<String> found = new ArrayList<>();
            FrameHeads heads = new FrameHeads((type, flags, length) -> found.add(type + " " + flags + " " + length));
            for (int at = 0; at < sent.length; at += size) {
                heads.next(ByteBuffer.wrap(sent, at, Math.min(size, sent.length - at)));
                if (at + size > 36 && at + size < 45) {
                    assertThat(heads.amidst()).isTrue(); // the head of the request goes on
                }
            }
            assertThat(found).containsExactly("1 1 3", "9 4 0", "6 1 0");
            assertThat(heads.amidst()).isFalse();
        }
    }
}
