package org.junicorn.launcher.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The end of a worker's process, as it is remembered.
 *
 * @param at by the wall clock
 * @param worker its number, unique among all workers this supervisor ever had
 * @param how {@code exit 7} or {@code signal KILL}
 * @param detail one sentence or two for people: what happened, and what to do about it; may be empty
 * @param requests that it had answered
 * @param inFlight requests that were lost with it
 * @param lifetime from its start to its end
 * @param output the last lines it printed, at most 50, shortened if they are very long
 */
public record Exit(
        Instant at,
        long worker,
        int slot,
        int pid,
        int generation,
        ExitCause cause,
        String how,
        String detail,
        long requests,
        long inFlight,
        Duration lifetime,
        List<String> output) {
    public Exit {
        output = List.copyOf(output);
    }
}
