package org.junicorn.launcher.supervisor;

import java.time.Duration;
import java.util.Optional;

/** Where a reload stands: the number of the newest generation, and whether one more was asked for meanwhile. */
final class ReloadState {
    private int generation;
    private int completed;
    private long begunAt;
    private boolean preparing;
    private boolean again;

    /** A further generation is being prepared. */
    void begin(long now) {
        generation++;
        begunAt = now;
        preparing = true;
    }

    void prepared() {
        preparing = false;
    }

    boolean preparing() {
        return preparing;
    }

    /** The number of the newest generation, ready or not. */
    int generation() {
        return generation;
    }

    /** One more reload is wanted as soon as this one is decided. */
    void again() {
        again = true;
    }

    /** The newest generation has proven itself, or was given up. Returns whether one more was asked for meanwhile. */
    boolean finishedTrying() {
        boolean wanted = again;
        again = false;
        return wanted;
    }

    /** All workers are of this generation. Returns how long it took, the first time. */
    Optional<Duration> completed(int number, long now) {
        if (number == completed) {
            return Optional.empty();
        }
        completed = number;
        return Optional.of(Duration.ofNanos(now - begunAt));
    }
}
