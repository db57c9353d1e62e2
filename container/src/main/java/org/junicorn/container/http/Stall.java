package org.junicorn.container.http;

/**
 * Since when a client has taken less of a response than it must, look by look, a few times a second. Written by one
 * thread, read by any.
 */
final class Stall {
    private final int rate;
    private long total;
    private long last;
    private volatile long since;

    /** @param rate bytes per second */
    Stall(int rate, long total, long now) {
        this.rate = rate;
        this.total = total;
        this.last = now;
        this.since = now;
    }

    /** @param waiting whether somebody waits for the client */
    void look(boolean waiting, long sent, long now) {
        long taken = sent - total;
        if (!waiting || taken > 0 && taken >= rate * ((now - last) / 1e9)) {
            since = now;
        }
        total = sent;
        last = now;
    }

    /** In nanoseconds. */
    long lasts(long now) {
        return now - since;
    }
}
