package org.junicorn.container.http;

import java.util.concurrent.TimeUnit;

/**
 * Whether the executions of one servlet mapping are so short, and wait so little, that an I/O thread may make them. It is
 * earned by many short ones on request threads, lost by one long one on an I/O thread, and costs four times as many to
 * earn after each loss that was the application's fault. Thread-safe.
 */
final class Trust {
    /** What takes longer is not short. */
    static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Whoever waits longer than this would keep an I/O thread from its work for more than a change of threads costs. */
    static final long WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** Of the executions on request threads, each of so many is measured for its CPU time. */
    static final int SAMPLED = 8;

    /** Good executions before the first trust: by then classes are loaded and the code is compiled. */
    static final int FIRST = 512;

    private static final int GROWTH = 4;
    private static final int MOST = 1 << 30;

    /** A long one outweighs so many good ones; one of a hundred may have lost its CPU to another process. */
    private static final int WEIGHT = 32;

    /** One of {@link #SAMPLED} that has waited speaks for the others. */
    private static final int SAMPLE_WEIGHT = WEIGHT * SAMPLED / 2;

    private volatile boolean trusted;
    private int score;
    private int needed = FIRST;
    private int losses;
    private boolean never;

    boolean isTrusted() {
        return trusted;
    }

    /**
     * It ran on a request thread.
     *
     * @param nanos that it took
     * @param waited nanoseconds of these in which it used no CPU, or -1 if that was not measured
     * @param fits whether its response fits into a buffer
     */
    synchronized void ran(long nanos, long waited, boolean fits) {
        if (trusted || never) {
            return;
        }
        if (nanos > LONG_NANOS || !fits) {
            score = Math.max(0, score - WEIGHT);
        } else if (waited > WAIT_NANOS) {
            score = Math.max(0, score - SAMPLE_WEIGHT);
        } else if (++score >= needed) {
            score = 0;
            trusted = true;
        }
    }

    /**
     * It has kept an I/O thread for too long.
     *
     * @param fault whether by its own doing, and not since the machine was busy or memory was being tidied
     */
    synchronized void lose(boolean fault) {
        trusted = false;
        score = 0;
        if (fault) {
            losses++;
            needed = Math.min(MOST / GROWTH, needed) * GROWTH;
        }
    }

    /** It does what cannot be done on an I/O thread, such as to go on asynchronously. */
    synchronized void exclude() {
        never = true;
        trusted = false;
    }

    /** How often it was lost by its own fault. */
    synchronized int losses() {
        return losses;
    }

    /** How many good executions it takes to be trusted again. */
    synchronized int needed() {
        return needed;
    }
}
