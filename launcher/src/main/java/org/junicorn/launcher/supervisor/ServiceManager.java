package org.junicorn.launcher.supervisor;

import java.time.Duration;
import java.util.function.Supplier;

/** Whoever has started the server and wants to know how it is: systemd. Called by the supervisor's thread, never waits. */
public interface ServiceManager {
    /**
     * Tells how things stand if that has changed, and gives a sign of life if one is due.
     *
     * @return when to be called again at the latest
     */
    Duration turn(long now, Supplier<Standing> standing);

    /** A reload was asked for; it is answered when the server is not {@link Status.Phase#RELOADING} any more. */
    void reloadAsked();

    /**
     * How the server is.
     *
     * @param advancing whether it takes the next step by itself within a time that it limits itself, so that nobody else
     *     need limit it
     * @param sentence for people
     */
    record Standing(Status.Phase phase, boolean advancing, String sentence) {}

    /** Nobody wants to know. */
    static ServiceManager none() {
        return new ServiceManager() {
            @Override
            public Duration turn(long now, Supplier<Standing> standing) {
                return Duration.ofHours(1);
            }

            @Override
            public void reloadAsked() {
                // nobody waits for the answer
            }
        };
    }
}
