package org.junicorn.it;

import java.time.Duration;
import java.util.concurrent.Callable;
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

    static void until(String what, Callable<Boolean> condition) {
        until(what, Duration.ofSeconds(20), condition);
    }
}
