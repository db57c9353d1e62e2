package org.junicorn.launcher.supervisor;

import java.time.Duration;

/**
 * The settings that decide about the lives of workers, as one generation has them. A zero duration or limit is off,
 * except for {@code gracefulTimeout}, where it means: kill at once.
 *
 * @param workers how many there are, or at least are
 * @param spareWorkers booted ones beside them that wait for a place
 */
public record Policy(
        int workers,
        int maxSurge,
        int bootConcurrency,
        Duration timeout,
        Duration bootTimeout,
        Duration gracefulTimeout,
        int maxRequests,
        int maxRequestsJitter,
        Duration maxWorkerAge,
        Limits limits,
        Scaling scaling,
        Duration drainDelay,
        int spareWorkers) {

    /** A fixed number of workers, whose memory has no limit. */
    Policy(
            int workers,
            int maxSurge,
            int bootConcurrency,
            Duration timeout,
            Duration bootTimeout,
            Duration gracefulTimeout,
            int maxRequests,
            int maxRequestsJitter,
            Duration maxWorkerAge) {
        this(
                workers,
                maxSurge,
                bootConcurrency,
                timeout,
                bootTimeout,
                gracefulTimeout,
                maxRequests,
                maxRequestsJitter,
                maxWorkerAge,
                new Limits(0, 0),
                new Scaling(workers, 1, Duration.ZERO),
                Duration.ZERO,
                0);
    }

    /**
     * How much memory a worker may have.
     *
     * @param rssBytes of its process
     * @param heapShare of its old generation, after a collection
     */
    public record Limits(long rssBytes, double heapShare) {}

    /**
     * How the number of workers follows the load.
     *
     * @param most workers; if it is the number of workers, nothing follows
     * @param threads of one worker
     * @param downAfter how long the load must have been low
     */
    public record Scaling(int most, int threads, Duration downAfter) {}

    boolean elastic() {
        return scaling.most() > workers;
    }

    /** The nearest number of workers that is allowed. */
    int bounded(int number) {
        return Math.max(workers, Math.min(scaling.most(), number));
    }
}
