package org.junicorn.launcher.supervisor;

import java.util.OptionalInt;

/**
 * What became of a {@link Command}: it is under way, or it is refused.
 *
 * @param message one sentence for people
 * @param generation of a reload: the number under which {@link Status#reloads()} says how it went
 */
public record Outcome(boolean accepted, String message, OptionalInt generation) {
    static Outcome accepted(String message) {
        return new Outcome(true, message, OptionalInt.empty());
    }

    static Outcome refused(String message) {
        return new Outcome(false, message, OptionalInt.empty());
    }

    static Outcome reloading(int generation, String message) {
        return new Outcome(true, message, OptionalInt.of(generation));
    }
}
