package org.junicorn.launcher.worker;

import java.time.Duration;

/**
 * Ends the worker's JVM. The application's shutdown hooks run, but they cannot keep an orphan alive: the JVM is halted
 * when they take too long.
 */
final class Leaving {
    private static final Duration HOOKS = Duration.ofSeconds(10);

    void exit(int code) {
        within(Duration.ZERO);
        System.exit(code);
    }

    /** Whatever happens, the process is gone some seconds after this time. */
    void within(Duration time) {
        Thread last = new Thread(
                () -> {
                    try {
                        Thread.sleep(time.plus(HOOKS).toMillis());
                    } catch (InterruptedException e) {
                        // then it is time
                    }
                    Runtime.getRuntime().halt(1);
                },
                "halt");
        last.setDaemon(true);
        last.start();
    }
}
