package org.junicorn.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Waiting for something observable: looks often, gives up late. */
final class Await {
    private Await() {}

    static void until(String what, Duration patience, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    /** Waits until a moment of a schedule, by {@link System#nanoTime}: for what a test does every few seconds. */
    static void moment(long nanoTime) {
        while (System.nanoTime() - nanoTime < 0) {
            LockSupport.parkNanos(nanoTime - System.nanoTime());
        }
    }

    static void until(String what, Callable<Boolean> condition) {
        until(what, Duration.ofSeconds(20), condition);
    }
}
