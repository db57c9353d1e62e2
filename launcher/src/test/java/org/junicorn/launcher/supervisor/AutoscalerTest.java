package org.junicorn.launcher.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junicorn.launcher.supervisor.Autoscaler.Decision;
import org.junicorn.launcher.supervisor.Autoscaler.Load;
import org.junit.jupiter.api.Test;

class AutoscalerTest {
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final long MEGABYTE = 1 << 20;

    /** Two to eight workers of ten threads; a minute until there is one fewer. */
    private static final Policy POLICY = new Policy(
            2,
            1,
            2,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            0,
            0,
            Duration.ZERO,
            new Policy.Limits(0, 0),
            new Policy.Scaling(8, 10, Duration.ofMinutes(1)),
            Duration.ZERO,
            0);

    private final Autoscaler autoscaler = new Autoscaler();
    private long now = 5_000_000_000L;

    private static Load load(int ready, int busy) {
        return new Load(ready, busy, 10, NO_WAIT, OptionalLong.empty(), 0);
    }

    /** What is decided, in the order of time, while the load stays the same. */
    private List<Decision> during(Duration time, Load load, int target) {
        List<Decision> decisions = new ArrayList<>();
        for (long end = now + time.toNanos(); now < end; now += 250_000_000L) {
            autoscaler.next(load, target, POLICY, now).ifPresent(decisions::add);
        }
        return decisions;
    }

    private Optional<Decision> first(Load load, int target) {
        for (long end = now + Duration.ofMinutes(5).toNanos(); now < end; now += 250_000_000L) {
            Optional<Decision> decision = autoscaler.next(load, target, POLICY, now);
            if (decision.isPresent()) {
                return decision;
            }
        }
        return Optional.empty();
    }

    @Test
    void leavesAModerateLoadAlone() {
        assertThat(during(Duration.ofHours(1), load(4, 24), 4)).isEmpty();
    }

    @Test
    void addsAsManyWorkersAsAreMissingWhenMostThreadsAreBusy() {
        during(Duration.ofMinutes(1), load(2, 2), 2);
        long began = now;
        Decision decision = first(load(2, 20), 2).orElseThrow();
        assertThat(decision.to()).isEqualTo(3);
        assertThat(decision.reason()).isEqualTo("most threads are busy");
        Autoscaler fresh = new Autoscaler();
        assertThat(fresh.next(load(4, 40), 4, POLICY, began).orElseThrow().to()).isEqualTo(7);
    }

    @Test
    void takesAMomentOfWorkForNothing() {
        during(Duration.ofMinutes(1), load(2, 0), 2);
        assertThat(during(Duration.ofSeconds(1), load(2, 20), 2)).isEmpty();
        assertThat(during(Duration.ofSeconds(10), load(2, 0), 2)).isEmpty();
    }

    @Test
    void addsAWorkerWithinSecondsWhenTheLoadComes() {
        during(Duration.ofMinutes(1), load(2, 0), 2);
        assertThat(during(Duration.ofSeconds(6), load(2, 20), 2)).isNotEmpty();
    }

    @Test
    void addsAWorkerWhenRequestsWait() {
        Load waiting = new Load(2, 12, 10, Duration.ofMillis(300), OptionalLong.empty(), 0);
        Decision decision = first(waiting, 2).orElseThrow();
        assertThat(decision.to()).isEqualTo(3);
        assertThat(decision.reason()).isEqualTo("requests wait for a thread");
        assertThat(decision.figures()).isEqualTo("busy threads 12.0 of 20 (60 %), wait for a thread 0.300 s");
    }

    @Test
    void waitsForTheWorkersThatItHasAskedForBeforeItAsksForMore() {
        assertThat(during(Duration.ofMinutes(10), load(2, 20), 4)).isEmpty();
        assertThat(first(load(4, 40), 4)).isPresent();
    }

    @Test
    void neverHasMoreThanTheMost() {
        assertThat(first(load(7, 70), 7).orElseThrow().to()).isEqualTo(8);
        assertThat(during(Duration.ofMinutes(10), load(8, 80), 8)).isEmpty();
    }

    @Test
    void givesUpOneWorkerAfterTheOtherWhenItIsQuiet() {
        long began = now;
        assertThat(during(Duration.ofSeconds(59), load(4, 1), 4)).isEmpty();
        Decision decision = first(load(4, 1), 4).orElseThrow();
        assertThat(decision.to()).isEqualTo(3);
        assertThat(decision.reason()).isEqualTo("few threads are busy");
        assertThat(Duration.ofNanos(now - began)).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(during(Duration.ofSeconds(50), load(3, 1), 3)).isEmpty();
    }

    @Test
    void neverHasFewerThanTheLeast() {
        assertThat(during(Duration.ofHours(1), load(2, 0), 2)).isEmpty();
    }

    @Test
    void keepsAWorkerThatTheOthersCouldNotReplace() {
        // 15 of 20 threads would be busy: nearly what would bring the worker back.
        assertThat(during(Duration.ofHours(1), load(3, 15), 3)).isEmpty();
    }

    @Test
    void neverTakesBackWhatItHasJustDone() {
        for (int target = 2; target <= 8; target++) {
            for (int busy = 0; busy <= target * 10; busy++) {
                Autoscaler fresh = new Autoscaler();
                Optional<Decision> decision = fresh.next(load(target, busy), target, POLICY, 0);
                if (decision.isPresent() && decision.get().to() > target) {
                    int more = decision.get().to();
                    List<Decision> after = new ArrayList<>();
                    for (long at = 1; at < 4; at++) {
                        fresh.next(load(more, busy), more, POLICY, at * 61_000_000_000L)
                                .ifPresent(after::add);
                    }
                    assertThat(after)
                            .as("%d busy threads, from %d to %d workers", busy, target, more)
                            .noneMatch(each -> each.to() < more);
                }
            }
        }
    }

    @Test
    void addsOnlyAsManyWorkersAsThereIsMemoryFor() {
        Load tight = new Load(4, 40, 10, NO_WAIT, OptionalLong.of(350 * MEGABYTE), 100 * MEGABYTE);
        Decision decision = first(tight, 4).orElseThrow();
        assertThat(decision.to()).isEqualTo(6);
        assertThat(decision.figures()).endsWith("memory available 350 MB, largest worker 100 MB");
    }

    @Test
    void saysOnceAMinuteThatThereIsNoMemory() {
        Load none = new Load(4, 40, 10, NO_WAIT, OptionalLong.of(150 * MEGABYTE), 100 * MEGABYTE);
        List<Decision> decisions = during(Duration.ofSeconds(150), none, 4);
        assertThat(decisions).hasSize(3).allMatch(decision -> decision.to() == 4);
        assertThat(decisions.get(0).reason())
                .isEqualTo("most threads are busy, but there is no memory for a worker more");
    }
}
