package org.junicorn.bench;

import java.util.Arrays;

/**
 * Counts durations: exactly up to two milliseconds, above with an error below a thousandth, up to some hours. Used by one
 * thread.
 */
public final class Histogram {
    private static final int EXACT_BITS = 11;
    private static final int HALF = 1 << EXACT_BITS - 1;
    private static final int DOUBLINGS = 24;

    private final long[] counts = new long[HALF * (DOUBLINGS + 2)];
    private long count;

    /** @param micros less than 0 counts as 0, more than can be counted as the most that can */
    public void add(long micros) {
        counts[index(micros)]++;
        count++;
    }

    public void add(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
    }

    public long count() {
        return count;
    }

    public void clear() {
        Arrays.fill(counts, 0);
        count = 0;
    }

    /**
     * The least duration that so many are not longer than.
     *
     * @param percent above 0, at most 100
     * @return milliseconds; 0 if nothing was counted
     */
    public double percentile(double percent) {
        long wanted = (long) Math.ceil(count * percent / 100 - 1e-9);
        long seen = 0;
        for (int i = 0; i < counts.length && count > 0; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return micros(i) / 1000.0;
            }
        }
        return 0;
    }

    /** Above the exact part each doubling has {@value #HALF} places. */
    private int index(long micros) {
        long value = Math.max(0, micros);
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - EXACT_BITS);
        long index = (long) shift * HALF + (value >>> shift);
        return (int) Math.min(index, counts.length - 1);
    }

    private static long micros(int index) {
        if (index < 2 * HALF) {
            return index;
        }
        int shift = index / HALF - 1;
        return (long) (index - shift * HALF) << shift;
    }
}
