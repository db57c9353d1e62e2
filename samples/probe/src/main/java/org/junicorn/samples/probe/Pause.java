package org.junicorn.samples.probe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Ways to keep a thread busy with waiting, deaf to interrupts. */
final class Pause {
    private Pause() {}

    static void millis(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        until(() -> System.nanoTime() - end >= 0);
    }

    static void untilExists(Path file) {
        until(() -> Files.exists(file));
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            // An interrupted thread does not park: take the mark away, or this would spin.
            Thread.interrupted();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
