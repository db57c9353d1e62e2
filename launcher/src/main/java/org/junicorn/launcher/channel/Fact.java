package org.junicorn.launcher.channel;

import java.time.Duration;

/** What a worker tells the supervisor. */
public sealed interface Fact {
    /** The application is deployed and can serve. */
    record Ready() implements Fact {}

    /**
     * The worker cannot boot and is about to leave.
     *
     * @param application true if the application is the cause, false if it is the worker itself
     * @param reason one sentence
     */
    record Failed(boolean application, String reason) implements Fact {}

    /**
     * One of several applications cannot be deployed; the worker serves the others, and answers 404 for this one.
     *
     * @param path {@code /} or {@code /name}
     * @param reason one sentence
     */
    record AppFailed(String path, String reason) implements Fact {}

    /** The worker takes no more connections: what comes from now on goes to others. */
    record Draining() implements Fact {}

    /** Every connection is closed; the application is being ended. */
    record Drained() implements Fact {}

    /** A request was given up; see {@code request_timeout}. */
    record TimedOut(String method, String target, Duration age, boolean answered, String thread, String stack)
            implements Fact {}

    /** A given-up request's thread did not come back: the worker should be replaced. */
    record Stuck(String method, String target, Duration age, String thread, String stack) implements Fact {}

    /** Its health check keeps failing: the worker should be replaced. */
    record Unhealthy(String reason) implements Fact {}

    /** Somebody sent the worker a signal that asks it to leave. */
    record Signalled(String signal) implements Fact {}

    /** Something the supervisor should log on the worker's behalf. */
    record Note(String level, String event, String detail) implements Fact {}

    /**
     * A part of the answer to a question.
     *
     * @param question the number in the order
     * @param outcome how it went; {@code MORE} before the last part
     */
    record Answered(long question, Outcome outcome, String text) implements Fact {
        /** See {@link Answered#outcome}. */
        public enum Outcome {
            MORE,
            DONE,
            FAILED
        }
    }
}
