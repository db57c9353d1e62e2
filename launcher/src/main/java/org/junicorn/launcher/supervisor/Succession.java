package org.junicorn.launcher.supervisor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A supervisor's way to another one that is going to take its place. No method waits: what the other one says comes as
 * {@link Event.SuccessorSaid}, its end as {@link Event.SuccessorEnded}. Called by the supervisor's thread.
 */
public interface Succession {
    /** Why this process cannot leave while its successor goes on; empty if it can. */
    Optional<String> hindrance();

    /** Starts the successor and returns its pid. */
    int start() throws IOException;

    /** Tells the successor, which is ready, to take over. */
    void entrust();

    /**
     * The successor serves: it is the service's main process, and these listeners are its own.
     *
     * @param addresses of the listeners that it has
     * @param reload whether the settings are to be read once more
     */
    void handOver(List<String> addresses, boolean reload);

    /** Ends the successor, which shall not take over; killed, it leaves nothing but files. */
    void end(boolean kill);

    /** There is no successor any more: takes back what it may have taken already. */
    void reclaim();
}
