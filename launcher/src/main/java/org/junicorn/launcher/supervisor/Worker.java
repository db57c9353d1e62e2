package org.junicorn.launcher.supervisor;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junicorn.launcher.supervisor.Action.SpawnReason;

/**
 * One worker process in the supervisor's books. Touched by the supervisor's thread alone; all times are readings of the
 * supervisor's ticker, in nanoseconds.
 */
final class Worker {
    /**
     * What a worker needs at least, it has by then. A limit below that must not replace workers as fast as they boot.
     */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final Duration FIRST_REQUESTS = Duration.ofSeconds(1);

    private final long id;
    private final int slot;
    private int place;
    private long turn;
    private boolean wasSpare;
    private final int row;
    private final Target.Generation generation;
    private final SpawnReason spawnReason;
    private final long spawnedAt;
    private final long requestLimit;

    private WorkerState state = WorkerState.BOOTING;
    private int pid;
    private long deadline;
    private long readyAt;
    private boolean everReady;
    private boolean accepting;
    private boolean mayAccept;
    private long lastBeatAt;
    private long excusedUntil = Long.MIN_VALUE;
    private long requests;
    private Hands.Load load = Hands.Load.UNKNOWN;
    private Optional<String> overLimit = Optional.empty();
    private Optional<String> replaceBecause = Optional.empty();
    private Optional<String> leavingBecause = Optional.empty();
    private ExitCause replaceCause = ExitCause.ORDERED;
    private ExitCause leavingCause = ExitCause.ORDERED;
    private Optional<String> bootFailure = Optional.empty();
    private boolean applicationFailed;

    Worker(
            long id,
            int slot,
            int place,
            int row,
            Target.Generation generation,
            SpawnReason spawnReason,
            long spawnedAt,
            long requestLimit) {
        this.id = id;
        this.slot = slot;
        this.place = place;
        this.row = row;
        this.generation = generation;
        this.spawnReason = spawnReason;
        this.spawnedAt = spawnedAt;
        this.requestLimit = requestLimit;
    }

    /** Unique among all workers this supervisor ever had. */
    long id() {
        return id;
    }

    /** The number that people, the process and its metrics know it by. */
    int slot() {
        return slot;
    }

    /**
     * What it is there for: from 1, one of the places of those that serve; below 0, one of those that wait. It is its slot,
     * or became another one when it was promoted.
     */
    int place() {
        return place;
    }

    /** Whether it waits, or shall wait, until one that serves is missing. */
    boolean spare() {
        return place < 0;
    }

    void place(int place) {
        this.place = place;
    }

    /** Of several in a place, the one with the highest number serves. */
    long turn() {
        return turn;
    }

    void turn(long turn) {
        this.turn = turn;
    }

    /** Whether it was a spare until so short a time ago that its first requests may still need all processors. */
    boolean freshlyPromoted(long now) {
        return wasSpare && is(WorkerState.READY) && now - readyAt < FIRST_REQUESTS.toNanos();
    }

    /** From now on it serves. */
    void promoted(int place, long turn, long now) {
        wasSpare = true;
        this.place = place;
        this.turn = turn;
        state = WorkerState.READY;
        readyAt = now;
    }

    int row() {
        return row;
    }

    int generation() {
        return generation.number();
    }

    Policy policy() {
        return generation.policy();
    }

    SpawnReason spawnReason() {
        return spawnReason;
    }

    long spawnedAt() {
        return spawnedAt;
    }

    /** For people: {@code ready}. */
    String stateName() {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** For people: the slot is the number that logs show. */
    String name() {
        return "worker " + slot + " (pid " + pid + ")";
    }

    /** 0 until the process exists. */
    int pid() {
        return pid;
    }

    void pid(int pid) {
        this.pid = pid;
    }

    /** When the present state must have ended; meaningful while BOOTING, DRAINING or SILENT. */
    long deadline() {
        return deadline;
    }

    void bootUntil(long deadline) {
        this.deadline = deadline;
    }

    void ready(long now) {
        state = spare() ? WorkerState.SPARE : WorkerState.READY;
        readyAt = now;
        lastBeatAt = now;
        everReady = true;
    }

    boolean everReady() {
        return everReady;
    }

    /** When it began to serve, or to wait. */
    long readyAt() {
        return readyAt;
    }

    /** Whether it was told to accept connections. */
    boolean accepting() {
        return accepting;
    }

    void accept() {
        accepting = true;
        mayAccept = true;
    }

    /** Whether it may still take connections: it was told to, and has not said that it stopped. */
    boolean mayAccept() {
        return mayAccept && is(WorkerState.READY, WorkerState.DRAINING);
    }

    void stoppedAccepting() {
        mayAccept = false;
    }

    void drain(String because, long deadline) {
        state = WorkerState.DRAINING;
        leavingCause = replaceCause;
        accepting = false;
        leavingBecause = Optional.of(because);
        this.deadline = deadline;
    }

    /** It may wake up and leave by itself, which is what it was told to do if it does. */
    void silent(String because, long deadline) {
        state = WorkerState.SILENT;
        leavingCause = ExitCause.FROZEN;
        leavingBecause = Optional.of(because);
        this.deadline = deadline;
    }

    void killed(ExitCause cause, String because) {
        state = WorkerState.KILLED;
        leavingCause = cause;
        accepting = false;
        leavingBecause = Optional.of(because);
    }

    /** What its scoreboard row says. */
    void observed(long lastBeatAt, long requests, Hands.Load load, long now) {
        this.lastBeatAt = Math.max(lastBeatAt, excusedUntil);
        this.requests = requests;
        this.load = load;
        if (overLimit.isEmpty() && everReady && now - readyAt >= SETTLED.toNanos()) {
            overLimit = overLimit(policy().limits());
        }
    }

    private Optional<String> overLimit(Policy.Limits limits) {
        if (limits.rssBytes() > 0 && load.rssBytes() >= limits.rssBytes()) {
            return Optional.of(
                    "max_worker_rss: it has " + megabytes(load.rssBytes()) + " of " + megabytes(limits.rssBytes()));
        } else if (limits.heapShare() > 0 && load.heapShare() >= limits.heapShare()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "max_worker_heap: %.2f of the old generation is used after a collection",
                    load.heapShare()));
        }
        return Optional.empty();
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }

    Hands.Load load() {
        return load;
    }

    /** Which limit on memory it has reached; stays when it falls below it again, since what leaks does not stay there. */
    Optional<String> overLimit() {
        return overLimit;
    }

    /** It does something for us that stops all its threads; it need give no sign of life until then. */
    void excuse(long until) {
        excusedUntil = Math.max(excusedUntil, until);
    }

    /** It is done with that. */
    void excusedNoMore(long now) {
        excusedUntil = Math.min(excusedUntil, now);
        lastBeatAt = now;
    }

    /** The last sign of life of its most silent I/O thread. */
    long lastBeatAt() {
        return lastBeatAt;
    }

    long requests() {
        return requests;
    }

    /** Requests after which it is recycled; {@link Long#MAX_VALUE} if never. */
    long requestLimit() {
        return requestLimit;
    }

    /** Why another worker should take its place, found so far outside the reconciler; the first reason stays. */
    Optional<String> replaceBecause() {
        return replaceBecause;
    }

    void replace(ExitCause cause, String because) {
        if (replaceBecause.isEmpty()) {
            replaceBecause = Optional.of(because);
            replaceCause = cause;
        }
    }

    /** What it will have ended of if it leaves as it was told. */
    ExitCause leavingCause() {
        return leavingCause;
    }

    /** Why it was told to leave, or killed; empty if nobody ordered it. */
    Optional<String> leavingBecause() {
        return leavingBecause;
    }

    void bootFailed(boolean application, String reason) {
        applicationFailed = application;
        bootFailure = Optional.of(reason);
    }

    /** What the worker itself said before it gave up booting. */
    Optional<String> bootFailure() {
        return bootFailure;
    }

    boolean applicationFailed() {
        return applicationFailed;
    }

    boolean is(WorkerState... states) {
        for (WorkerState each : states) {
            if (state == each) {
                return true;
            }
        }
        return false;
    }

    /**
     * After the supervisor itself stood still for a while, nobody's deadline may have passed because of that. Perhaps
     * the worker stood still as well (a paused container): it has all the time again to give a sign of life.
     */
    void shift(long nanos, long now) {
        deadline += nanos;
        excuse(now);
        lastBeatAt = now;
    }
}
