package org.junicorn.container.http;

import java.time.Duration;

/**
 * Whether a client keeps us waiting. Only time counts in which we wait for it: an application that takes a break is not
 * the client's fault. Looked at a few times a second by one thread, for one body or one response.
 *
 * <p>With a rate, each time-out's worth of waiting must have brought as many bytes as the rate says; what came faster
 * before is no credit, since a client could otherwise buy hours with one quick megabyte. Without a rate, one byte will do.
 */
final class Pace {
    /** Of one look: a machine that was suspended did not wait for the client. */
    private static final long LONGEST_LOOK = Duration.ofSeconds(1).toNanos();

    private final long timeout;
    private final double enough;
    private long waited;
    private long counted;
    private long last;
    private boolean waitedBefore;

    /**
     * @param timeout zero: no limit
     * @param rate bytes per second; 0: any
     * @param total bytes until now
     */
    Pace(Duration timeout, int rate, long total) {
        this.timeout = timeout.toNanos();
        this.enough = Math.max(1, rate * (this.timeout / 1e9));
        this.counted = total;
    }

    /**
     * @param waiting whether we wait for the client now
     * @param total bytes until now
     * @param now in nanoseconds of the ticker
     */
    boolean tooSlow(boolean waiting, long total, long now) {
        if (waiting && waitedBefore) {
            waited += Math.min(LONGEST_LOOK, now - last);
        }
        waitedBefore = waiting;
        last = now;
        if (timeout == 0 || waited < timeout && enough > 1) {
            return false;
        }
        if (enough == 1) {
            boolean late = total == counted && waited >= timeout;
            waited = total == counted ? waited : 0;
            counted = total;
            return late;
        }
        boolean late = total - counted < enough;
        waited = 0;
        counted = total;
        return late;
    }
}
