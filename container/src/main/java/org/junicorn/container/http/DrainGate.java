package org.junicorn.container.http;

import java.time.Duration;

/** Whether the server drains. Closed once, never opened again; read on any thread. */
final class DrainGate {
    private volatile boolean draining;
    private long since;
    private long idleGrace;

    /** Only the first call has an effect. */
    synchronized void close(Duration grace, long now) {
        if (!draining) {
            since = now;
            idleGrace = grace.toNanos();
            draining = true;
        }
    }

    boolean draining() {
        return draining;
    }

    /** When the drain began, in nanoseconds of the ticker; only while draining. */
    long since() {
        return since;
    }

    /** How long an idle connection is kept, in nanoseconds; only while draining. */
    long idleGrace() {
        return idleGrace;
    }
}
