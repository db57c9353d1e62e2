package org.junicorn.launcher.supervisor;

import org.junicorn.launcher.channel.Handover;

/**
 * A supervisor's way to the one whose place it is going to take. No method waits; what the other one says comes as {@link
 * Event.PredecessorSaid}, its end as {@link Event.PredecessorGone}. Called by the supervisor's thread.
 */
public interface Inheritance {
    /** Tells the predecessor how far things are; nothing happens if it is gone. */
    void report(Handover message);

    /** All workers are ready. */
    void ready();

    /** From now on the listeners, the pid file and the standard streams are this process's own. */
    void takeOver();

    /** The predecessor is gone, and whatever it held is free. */
    void predecessorGone();
}
