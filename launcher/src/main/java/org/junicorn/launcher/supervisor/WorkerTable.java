package org.junicorn.launcher.supervisor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * All worker processes, by their numbers, and what is remembered of slots whose workers keep failing. No I/O; touched by
 * the supervisor's thread alone.
 */
final class WorkerTable {
    /** A worker that lived longer than this after it was ready did not die of booting. */
    private static final long STABLE_AFTER_NANOS = 1_000_000_000L;

    private static final long LONGEST_PAUSE_SECONDS = 60;

    private final Map<Long, Worker> workers = new LinkedHashMap<>();
    private final Map<Integer, Failures> failures = new HashMap<>();
    private final BitSet rows = new BitSet();
    private final BitSet usedSlots = new BitSet();
    private final LongUnaryOperator jitter;
    private boolean candidateFailed;
    private long lastId;

    /** The deaths of a slot's workers that never became stable, in a row. */
    private record Failures(int count, long notBefore) {}

    /** Takes a random number from 0 to its argument, both included. */
    WorkerTable(LongUnaryOperator jitter) {
        this.jitter = jitter;
    }

    /** Enters a worker that is about to be spawned. */
    Worker add(Action.Spawn spawn, long now) {
        Policy policy = spawn.generation().policy();
        long limit = policy.maxRequests() == 0
                ? Long.MAX_VALUE
                : policy.maxRequests() + jitter.applyAsLong(policy.maxRequestsJitter());
        int row = rows.nextClearBit(0);
        rows.set(row);
        usedSlots.set(spawn.slot());
        Worker worker = new Worker(++lastId, spawn.slot(), row, spawn.generation(), spawn.reason(), now, limit);
        worker.bootUntil(now + policy.bootTimeout().toNanos());
        workers.put(worker.id(), worker);
        return worker;
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    Collection<Worker> all() {
        return List.copyOf(workers.values());
    }

    Optional<Worker> byId(long id) {
        return Optional.ofNullable(workers.get(id));
    }

    Optional<Worker> byPid(int pid) {
        return workers.values().stream().filter(worker -> worker.pid() == pid).findFirst();
    }

    /** Whether the slot had a worker before. */
    boolean used(int slot) {
        return usedSlots.get(slot);
    }

    /** A slot's workers in one of the states, by generation and then by age: the one that shall serve comes last. */
    List<Worker> inSlot(int slot, WorkerState... states) {
        return workers.values().stream()
                .filter(worker -> worker.slot() == slot && worker.is(states))
                .sorted(Comparator.comparingInt(Worker::generation).thenComparingLong(Worker::id))
                .toList();
    }

    long count(WorkerState... states) {
        return workers.values().stream().filter(worker -> worker.is(states)).count();
    }

    List<Integer> slots() {
        return workers.values().stream().map(Worker::slot).distinct().sorted().toList();
    }

    /**
     * A worker's process has ended, or could not be made. Counts the end as a failure of its slot if nobody ordered it,
     * or if it was killed, before the worker was stable.
     *
     * @param serving whether its generation is the one that serves: what becomes of others says nothing about the slot
     */
    void gone(Worker worker, long now, boolean serving) {
        workers.remove(worker.id());
        rows.clear(worker.row());
        boolean stable = worker.everReady() && now - worker.readyAt() >= STABLE_AFTER_NANOS;
        if (stable) {
            failures.remove(worker.slot());
        } else if (serving && !worker.is(WorkerState.DRAINING)) {
            int count = failures(worker.slot()) + 1;
            failures.put(worker.slot(), new Failures(count, now + pause(count)));
        }
        candidateFailed |= !serving && !worker.everReady() && !worker.is(WorkerState.DRAINING);
    }

    /** Whether a worker of the newest generation has failed to get ready before that generation served. */
    boolean candidateFailed() {
        return candidateFailed;
    }

    /** 0, 1, 2, 4 … 60 seconds. */
    private static long pause(int failures) {
        long seconds = failures == 1 ? 0 : Math.min(LONGEST_PAUSE_SECONDS, 1L << Math.min(failures - 2, 30));
        return seconds * 1_000_000_000L;
    }

    /** How many workers of this slot have failed in a row. */
    int failures(int slot) {
        Failures found = failures.get(slot);
        return found == null ? 0 : found.count();
    }

    /** When the next worker of this slot may be spawned; a time that has passed if it never failed. */
    long notBefore(int slot, long now) {
        Failures found = failures.get(slot);
        return found == null ? now : found.notBefore();
    }

    /** A new generation starts with a clean record. */
    void forgetFailures() {
        failures.clear();
        candidateFailed = false;
    }

    /** A slot that was given up and is used again later starts afresh. */
    void forgetSlot(int slot) {
        usedSlots.clear(slot);
        failures.remove(slot);
    }

    /** The supervisor stood still for so long and goes on now. */
    void shift(long nanos, long now) {
        workers.values().forEach(worker -> worker.shift(nanos, now));
        failures.replaceAll((slot, found) -> new Failures(found.count(), found.notBefore() + nanos));
    }

    /** Every time at which something falls due by itself. */
    List<Long> deadlines(long now) {
        List<Long> deadlines = new ArrayList<>();
        for (Worker worker : workers.values()) {
            boolean limited = !worker.is(WorkerState.BOOTING)
                    || !worker.policy().bootTimeout().isZero();
            if (limited && worker.is(WorkerState.BOOTING, WorkerState.DRAINING, WorkerState.SILENT)) {
                deadlines.add(worker.deadline());
            }
        }
        failures.values().stream()
                .map(Failures::notBefore)
                .filter(at -> at > now)
                .forEach(deadlines::add);
        return deadlines;
    }
}
