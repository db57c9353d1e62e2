package org.junicorn.launcher.smoke;

import java.time.Duration;
import java.util.Locale;

/**
 * How one step went.
 *
 * @param name {@code start}, {@code stop}, or a check as the user wrote it
 * @param took what it took, repetitions included
 * @param detail what was found, and what was expected if that differs; one line
 */
record Result(String name, Outcome outcome, Duration took, String detail) {

    /** What a build makes of it. */
    enum Outcome {
        PASSED("ok  "),
        /** The answer is not what was expected. */
        FAILED("FAIL"),
        /** There was no answer to judge. */
        BROKEN("FAIL"),
        SKIPPED("skip");

        private final String mark;

        Outcome(String mark) {
            this.mark = mark;
        }
    }

    boolean bad() {
        return outcome == Outcome.FAILED || outcome == Outcome.BROKEN;
    }

    /** For the terminal. */
    String line() {
        String time = outcome == Outcome.SKIPPED ? "" : String.format(Locale.ROOT, " (%.3fs)", seconds());
        return outcome.mark + " " + name + ": " + detail + time;
    }

    double seconds() {
        return took.toNanos() / 1e9;
    }
}
