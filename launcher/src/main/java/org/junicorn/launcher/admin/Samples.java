package org.junicorn.launcher.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.channel.Counts;
import org.junicorn.launcher.channel.Counts.Method;
import org.junicorn.launcher.channel.Counts.StatusClass;

/**
 * What the server has done over the last half hour, every two seconds, for the charts of the dashboard: whoever opens it
 * sees what was before. Safe for all threads.
 */
final class Samples {
    /** How often {@link #take} is to be called. */
    static final Duration EVERY = Duration.ofSeconds(2);

    private static final int KEPT = (int) Duration.ofMinutes(30).dividedBy(EVERY);

    /**
     * What happened since the sample before.
     *
     * @param time seconds since 1970
     * @param rate requests per second
     * @param clientErrors answers 4xx per second
     * @param serverErrors answers 5xx per second
     * @param p50 half of the requests took no longer, in seconds; empty if there was none
     * @param p99 99 of 100 requests took no longer, in seconds
     */
    record Sample(
            double time,
            double rate,
            double clientErrors,
            double serverErrors,
            Optional<Double> p50,
            Optional<Double> p99) {}

    private record Reading(Instant at, Counts counts) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Optional<Reading> last = Optional.empty();

    /** Takes down what has been counted until now, by all workers that there ever were. */
    synchronized void take(Instant now, Counts counts) {
        Reading reading = new Reading(now, counts);
        last.filter(before -> now.isAfter(before.at())).ifPresent(before -> {
            samples.addLast(between(before, reading));
            if (samples.size() > KEPT) {
                samples.removeFirst();
            }
        });
        last = Optional.of(reading);
    }

    /** The oldest comes first. */
    synchronized List<Sample> all() {
        return List.copyOf(samples);
    }

    private static Sample between(Reading before, Reading after) {
        double seconds = Duration.between(before.at(), after.at()).toNanos() / 1e9;
        List<Long> buckets = new ArrayList<>();
        List<Long> old = before.counts().durations();
        List<Long> recent = after.counts().durations();
        for (int i = 0; i < recent.size(); i++) {
            buckets.add(Math.max(0, recent.get(i) - old.get(i)));
        }
        return new Sample(
                after.at().toEpochMilli() / 1e3,
                Math.max(0, after.counts().requests() - before.counts().requests()) / seconds,
                grown(before, after, StatusClass.CLIENT_ERROR) / seconds,
                grown(before, after, StatusClass.SERVER_ERROR) / seconds,
                quantile(0.5, buckets),
                quantile(0.99, buckets));
    }

    private static long grown(Reading before, Reading after, StatusClass status) {
        long grown = 0;
        for (Method method : Method.values()) {
            grown += after.counts().requests(method, status) - before.counts().requests(method, status);
        }
        return Math.max(0, grown);
    }

    /**
     * The duration that a share of the requests did not exceed, in seconds, estimated within its bucket by a straight
     * line, as Prometheus' histogram_quantile does; of the last bucket, which has no bound, its lower end.
     */
    static Optional<Double> quantile(double share, List<Long> buckets) {
        long all = buckets.stream().mapToLong(Long::longValue).sum();
        if (all == 0) {
            return Optional.empty();
        }
        double rank = share * all;
        double lower = 0;
        long below = 0;
        for (int i = 0; i < Counts.BOUNDS.size(); i++) {
            double upper = Counts.BOUNDS.get(i).toNanos() / 1e9;
            long inside = buckets.get(i);
            if (inside > 0 && below + inside >= rank) {
                return Optional.of(lower + (upper - lower) * (rank - below) / inside);
            }
            below += inside;
            lower = upper;
        }
        return Optional.of(lower);
    }
}
