package org.junicorn.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Waiting for something observable: looks often, gives up late. */
final class Await {
    /** Ends no test that goes well, also not one on a machine that is busy or slow: whoever waits sees the thing at once. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

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
        until(what, PATIENCE, condition);
    }
}
