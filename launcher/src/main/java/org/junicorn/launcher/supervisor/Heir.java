package org.junicorn.launcher.supervisor;

import java.util.Optional;
import org.junicorn.launcher.channel.Handover;
import org.junicorn.launcher.log.EventLog;

/**
 * The replacement of another supervisor by this one, seen from this one. Until it has taken over, its workers boot but
 * accept nothing. Touched by the supervisor's thread alone.
 */
final class Heir {
    private final Optional<Inheritance> inheritance;
    private final EventLog log;
    private boolean waiting;
    private boolean told;
    private boolean entrusted;

    /** @param inheritance empty for a server that was started by itself */
    Heir(Optional<Inheritance> inheritance, EventLog log) {
        this.inheritance = inheritance;
        this.log = log;
        this.waiting = inheritance.isPresent();
    }

    /** Whether the other one still serves. */
    boolean waiting() {
        return waiting;
    }

    /** The predecessor wants this one to take over as soon as it is complete. */
    void entrusted() {
        entrusted = true;
    }

    void progress(String what) {
        if (waiting) {
            inheritance.orElseThrow().report(new Handover.Progress(what));
        }
    }

    /** All workers are ready. Returns whether this is the moment to take over. */
    boolean complete() {
        if (waiting && !told) {
            told = true;
            log.info("upgrade.waiting", "reason", "all workers are ready; the old supervisor serves until it says so");
            inheritance.orElseThrow().ready();
        }
        return waiting && entrusted;
    }

    /** From now on everything is this supervisor's own; its workers may accept. */
    void takeOver() {
        waiting = false;
        inheritance.orElseThrow().takeOver();
    }

    /** The workers have been told to accept. */
    void serving() {
        inheritance.ifPresent(predecessor -> predecessor.report(new Handover.Serving()));
    }

    void predecessorGone() {
        log.info("upgrade.predecessor_gone", "taken_over", !waiting);
        inheritance.orElseThrow().predecessorGone();
    }
}
