package org.junicorn.launcher.supervisor;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many workers the load needs. More at once, as many as are missing; fewer slowly, one at a time. Pure but for its own
 * memory of the load: it reads no clock and starts nothing. Touched by the supervisor's thread alone.
 *
 * <p>Up when the share of busy threads, smoothed over about two seconds, is above {@link #HIGH} or requests wait for a
 * thread for {@link #LONG_WAIT}; to as many workers as bring the share back to {@link #WANTED}, but only while all that
 * there should be are ready, so that a boot is given the time to help. Down when one worker fewer would have had a share
 * below {@link #LOW} for the whole of {@code scale_down_after}, and that long after the last change. {@link #LOW} is well
 * below {@link #HIGH}, so that a change never is the reason for its opposite.
 */
final class Autoscaler {
    static final double HIGH = 0.8;
    static final double WANTED = 0.6;
    static final double LOW = 0.5;
    static final Duration LONG_WAIT = Duration.ofMillis(100);

    private static final double SMOOTHING_SECONDS = 2;
    private static final Duration REMIND_AFTER = Duration.ofMinutes(1);

    private boolean begun;
    private double share;
    private double busy;
    private double waitSeconds;
    private long seenAt;
    private long steadySince;
    private Optional<Long> cappedAt = Optional.empty();

    /**
     * The load at a moment.
     *
     * @param ready workers that accept connections
     * @param busyThreads of all of them
     * @param threads of one worker
     * @param queueWait the longest wait for a thread
     * @param availableBytes that further processes can have; empty if it is not known
     * @param workerBytes what the largest worker takes; 0 if it is not known
     */
    record Load(
            int ready,
            int busyThreads,
            int threads,
            Duration queueWait,
            OptionalLong availableBytes,
            long workerBytes) {

        /** Of the workers that are ready and accept. */
        static Load of(Collection<Worker> workers, int threads, OptionalLong availableBytes) {
            List<Worker> ready = workers.stream()
                    .filter(worker -> worker.is(WorkerState.READY) && worker.mayAccept())
                    .toList();
            return new Load(
                    ready.size(),
                    ready.stream()
                            .mapToInt(worker -> worker.load().busyThreads())
                            .sum(),
                    threads,
                    ready.stream()
                            .map(worker -> worker.load().queueWait())
                            .max(Comparator.naturalOrder())
                            .orElse(Duration.ZERO),
                    availableBytes,
                    ready.stream()
                            .mapToLong(worker -> worker.load().rssBytes())
                            .max()
                            .orElse(0));
        }
    }

    /**
     * What follows.
     *
     * @param to how many workers there shall be; the same number if more are needed and cannot be had
     * @param figures why, in words for the log
     */
    record Decision(int to, String reason, String figures) {}

    /**
     * Looks at the load.
     *
     * @param target how many workers there should be now
     * @param now a reading of the supervisor's ticker
     */
    Optional<Decision> next(Load load, int target, Policy policy, long now) {
        smooth(load, now);
        if (load.ready() != target) {
            steadySince = now;
            return Optional.empty();
        }
        boolean waiting = waitSeconds >= LONG_WAIT.toMillis() / 1000.0;
        if ((share >= HIGH || waiting) && target < policy.scaling().most()) {
            steadySince = now;
            return up(load, target, policy, waiting, now);
        }
        boolean low = target > policy.workers() && busy < LOW * (target - 1) * load.threads() && !waiting;
        if (!low) {
            steadySince = now;
        } else if (now - steadySince >= policy.scaling().downAfter().toNanos()) {
            steadySince = now;
            return Optional.of(new Decision(target - 1, "few threads are busy", figures(load)));
        }
        return Optional.empty();
    }

    private Optional<Decision> up(Load load, int target, Policy policy, boolean waiting, long now) {
        int needed = (int) Math.ceil(busy / (WANTED * load.threads()));
        int wanted = Math.min(policy.scaling().most(), Math.max(target + 1, needed));
        int affordable = affordable(load, wanted - target);
        String reason = share >= HIGH ? "most threads are busy" : "requests wait for a thread";
        if (affordable > 0) {
            cappedAt = Optional.empty();
            return Optional.of(new Decision(target + affordable, reason, figures(load)));
        } else if (cappedAt.filter(at -> now - at < REMIND_AFTER.toNanos()).isEmpty()) {
            cappedAt = Optional.of(now);
            return Optional.of(
                    new Decision(target, reason + ", but there is no memory for a worker more", figures(load)));
        }
        return Optional.empty();
    }

    /** As many workers as there is memory for, and one replacement at a time besides. */
    private static int affordable(Load load, int wanted) {
        if (load.availableBytes().isEmpty() || load.workerBytes() == 0) {
            return wanted;
        }
        long room = load.availableBytes().getAsLong() / load.workerBytes() - 1;
        return (int) Math.max(0, Math.min(wanted, room));
    }

    private void smooth(Load load, long now) {
        double nowShare = load.ready() == 0 ? 0 : (double) load.busyThreads() / (load.ready() * load.threads());
        double weight = 1;
        if (begun) {
            double seconds = (now - seenAt) / 1e9;
            weight = seconds / (SMOOTHING_SECONDS + seconds);
        } else {
            steadySince = now;
        }
        begun = true;
        seenAt = now;
        share += weight * (nowShare - share);
        busy += weight * (load.busyThreads() - busy);
        waitSeconds += weight * (load.queueWait().toNanos() / 1e9 - waitSeconds);
    }

    private String figures(Load load) {
        String text = String.format(
                Locale.ROOT,
                "busy threads %.1f of %d (%.0f %%), wait for a thread %.3f s",
                busy,
                load.ready() * load.threads(),
                share * 100,
                waitSeconds);
        return load.availableBytes().isEmpty() || load.workerBytes() == 0
                ? text
                : text + ", memory available " + (load.availableBytes().getAsLong() >> 20) + " MB, largest worker "
                        + (load.workerBytes() >> 20) + " MB";
    }
}
