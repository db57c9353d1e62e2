package org.junicorn.launcher.process;

/**
 * Keeps the supervisor's heap small. Left alone, the JVM of a machine with much memory lets garbage grow to hundreds of
 * megabytes before it looks at it; collecting this heap early costs some milliseconds every few minutes. It cannot be
 * told on the command line, since {@code java -jar} takes no options from the jar.
 */
final class SmallHeap {
    private static final long LIMIT_BYTES = 16L << 20;

    private final Runtime runtime = Runtime.getRuntime();

    /** Collects garbage if much of it may have come together. */
    void keep() {
        if (runtime.totalMemory() - runtime.freeMemory() > LIMIT_BYTES) {
            System.gc();
        }
    }
}
