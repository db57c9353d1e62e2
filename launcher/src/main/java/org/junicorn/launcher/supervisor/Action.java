package org.junicorn.launcher.supervisor;

import java.time.Duration;

/** What the {@link Reconciler} wants done. {@link Hands} do it; nothing waits for the result. */
sealed interface Action {
    /** Why a worker is started. */
    enum SpawnReason {
        START,
        RELOAD,
        RECYCLE,
        RESPAWN,
        SCALE,
        SPARE
    }

    /** Start a worker of a generation for a place; see {@link Worker#place()}. */
    record Spawn(int place, Target.Generation generation, SpawnReason reason) implements Action {}

    /** Give a spare a place among those that serve. */
    record Promote(Worker worker, int place, SpawnReason reason) implements Action {}

    /** Let a ready worker accept connections. */
    record Accept(Worker worker) implements Action {}

    /**
     * Let a worker finish its requests and leave.
     *
     * @param timeout how long it may wait for requests
     * @param grace how long it may take after that to end its application, before it is killed
     */
    record Drain(Worker worker, String because, Duration timeout, Duration grace) implements Action {}

    /** Let a worker leave without finishing its requests; it is killed after the grace. */
    record Quit(Worker worker, String because, Duration grace) implements Action {}

    /** Ask a silent worker for a thread dump; it is killed after the grace. */
    record Dump(Worker worker, Duration silent, Duration grace) implements Action {}

    /** End a worker's process, whatever it does. */
    record Kill(Worker worker, ExitCause cause, String because) implements Action {}
}
