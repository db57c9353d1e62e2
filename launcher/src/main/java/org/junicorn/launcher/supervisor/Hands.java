package org.junicorn.launcher.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junicorn.launcher.channel.Order;
import org.junicorn.launcher.log.EventLog;

/**
 * The supervisor's one way out. No method waits; what fails, or ends later, comes back as an {@link Event}. Called by the
 * supervisor's thread.
 */
public interface Hands {
    /** Reads the settings again, binds what is new and prepares the application; answered by Prepared or NotPrepared. */
    void prepare(int generation);

    /** Ends a preparation that is under way; it is answered by NotPrepared. */
    void cancelPreparation();

    /**
     * Starts a worker's process.
     *
     * @param id the worker's number, under which its facts come
     * @return its pid
     * @throws IOException if there is no process
     */
    int spawn(long id, int slot, int row, int generation) throws IOException;

    void accept(long id);

    /** Orders a drain; connections in the queue of listeners that end with it are answered too. */
    void drain(long id, int generation, Duration timeout);

    void quit(long id);

    /** A worker has finished and needs no further order: it is told so, and leaves sooner. */
    void dismiss(long id);

    void reopen(long id);

    /** Passes on an order that changes nothing in the supervisor's books. */
    void tell(long id, Order order);

    /** Hands the certificates that a generation has now to its workers. Does nothing if the generation is gone. */
    void renewCertificates(int generation);

    /** From now on events of this logger are left out here, and in each worker that is spawned, if below the level. */
    void logLevel(String logger, EventLog.Level level);

    /** Wakes the process up if it is stopped, and has its JVM print a thread dump. */
    void dump(int pid);

    void kill(int pid);

    /** A worker's process is gone: close its pipes, remove its temporary files. Returns the last lines it printed. */
    List<String> released(long id);

    /** A generation serves: close the listeners that it does not have. */
    void promoted(int generation);

    /** A generation failed: close the listeners that only it has. */
    void abandoned(int generation);

    /** Close all listeners; what is in their queues is left to the workers. */
    void closeListeners();

    /**
     * Tells all workers, also those that are spawned later, whether other processes accept from the same queues: then they
     * leave what waits there to those if this process is gone all at once.
     */
    void shareListeners(boolean shared);

    /** Close and open the log files of this process again. */
    void reopenLogs();

    /** The loop has made a turn and waits for the next event: a moment to tidy up. */
    void rest();

    /** What the worker's scoreboard row says; {@code now} is a reading of the ticker. */
    Vitals vitals(int row, long now);

    /**
     * A look at a worker's row.
     *
     * @param silentNanos since the last heartbeat of the I/O thread that has been silent longest
     */
    record Vitals(long silentNanos, long requests, long inFlight, Load load) {}

    /**
     * What a worker has to do and what it takes for that; 0 is unknown, as before the first look.
     *
     * @param busyThreads that run requests
     * @param queueWait how long the request waits that waits longest for a thread
     * @param rssBytes memory of the process
     * @param heapShare of the old generation, after the last collection
     */
    record Load(int busyThreads, Duration queueWait, long rssBytes, double heapShare) {
        static final Load UNKNOWN = new Load(0, Duration.ZERO, 0, 0);
    }

    /** Bytes of memory that further processes can have, as it was seen some moments ago; empty if nobody looks. */
    OptionalLong availableMemory();
}
