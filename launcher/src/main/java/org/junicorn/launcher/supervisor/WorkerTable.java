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
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All worker processes, by their numbers, and what is remembered of places whose workers keep failing. No I/O; touched by
 * the supervisor's thread alone.
 */
final class WorkerTable {
    /** A worker that lived longer than this after it was ready did not die of booting. */
    private static final long STABLE_AFTER_NANOS = 1_000_000_000L;

    private static final long LONGEST_PAUSE_SECONDS = 60;

    private final Map<Long, Worker> workers = new LinkedHashMap<>();
    private final Map<Integer, Failures> failures = new HashMap<>();
    private final BitSet rows = new BitSet();
    private final BitSet usedPlaces = new BitSet();
    private final LongUnaryOperator jitter;
    private boolean candidateFailed;
    private long lastId;
    private long lastTurn;

    /** The deaths of a place's workers that never became stable, in a row. */
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
        if (spawn.place() > 0) {
            usedPlaces.set(spawn.place());
        }
        Worker worker = new Worker(
                ++lastId,
                slot(spawn.place(), spawn.generation().number()),
                spawn.place(),
                row,
                spawn.generation(),
                spawn.reason(),
                now,
                limit);
        worker.turn(++lastTurn);
        worker.bootUntil(now + policy.bootTimeout().toNanos());
        workers.put(worker.id(), worker);
        return worker;
    }

    /** The number of its place, unless a worker that stays has it since it was promoted; else the least that is free. */
    private int slot(int place, int generation) {
        Set<Integer> taken = workers.values().stream()
                .filter(worker -> worker.generation() == generation && worker.place() != place)
                .filter(worker -> !worker.is(WorkerState.DRAINING, WorkerState.KILLED))
                .map(Worker::slot)
                .collect(Collectors.toSet());
        return place > 0 && !taken.contains(place)
                ? place
                : IntStream.iterate(1, number -> number + 1)
                        .filter(number -> !taken.contains(number))
                        .findFirst()
                        .orElseThrow();
    }

    /** A spare of this generation that can take a place now: of several, the one that waits for longest. */
    Optional<Worker> spare(int generation) {
        return workers.values().stream()
                .filter(worker -> worker.is(WorkerState.SPARE) && worker.generation() == generation)
                .min(Comparator.comparingLong(Worker::turn));
    }

    /** Gives a spare a place. What boots there is not needed there any more, and becomes a spare in its stead. */
    void promote(Worker spare, int place, long now) {
        int free = spare.place();
        inPlace(place, WorkerState.BOOTING).stream()
                .filter(booting -> booting.generation() == spare.generation())
                .findFirst()
                .ifPresent(booting -> booting.place(free));
        usedPlaces.set(place);
        spare.promoted(place, ++lastTurn, now);
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

    /** Whether the place had a worker before. */
    boolean used(int place) {
        return usedPlaces.get(place);
    }

    /** A place's workers in one of the states, by generation and then by turn: the one that shall serve comes last. */
    List<Worker> inPlace(int place, WorkerState... states) {
        return workers.values().stream()
                .filter(worker -> worker.place() == place && worker.is(states))
                .sorted(Comparator.comparingInt(Worker::generation).thenComparingLong(Worker::turn))
                .toList();
    }

    long count(WorkerState... states) {
        return workers.values().stream().filter(worker -> worker.is(states)).count();
    }

    /** Places of those that serve, or shall. */
    List<Integer> places() {
        return workers.values().stream()
                .map(Worker::place)
                .filter(place -> place > 0)
                .distinct()
                .sorted()
                .toList();
    }

    /** Those that wait for a place, or boot or stop in order to. */
    long spares() {
        return workers.values().stream().filter(Worker::spare).count();
    }

    /**
     * A worker's process has ended, or could not be made. Counts the end as a failure of its place if nobody ordered it,
     * or if it was killed, before the worker was stable.
     *
     * @param serving whether its generation is the one that serves: what becomes of others says nothing about the place
     */
    void gone(Worker worker, long now, boolean serving) {
        workers.remove(worker.id());
        rows.clear(worker.row());
        boolean stable = worker.everReady() && now - worker.readyAt() >= STABLE_AFTER_NANOS;
        if (stable) {
            failures.remove(worker.place());
        } else if (serving && !worker.is(WorkerState.DRAINING)) {
            int count = failures(worker.place()) + 1;
            failures.put(worker.place(), new Failures(count, now + pause(count)));
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

    /** How many workers of this place have failed in a row. */
    int failures(int place) {
        Failures found = failures.get(place);
        return found == null ? 0 : found.count();
    }

    /** When this place may have its next worker; a time that has passed if none failed. */
    long notBefore(int place, long now) {
        Failures found = failures.get(place);
        return found == null ? now : found.notBefore();
    }

    /** A new generation starts with a clean record. */
    void forgetFailures() {
        failures.clear();
        candidateFailed = false;
    }

    /** A place that was given up and is used again later starts afresh. */
    void forgetPlace(int place) {
        usedPlaces.clear(place);
        failures.remove(place);
    }

    /** The supervisor stood still for so long and goes on now. */
    void shift(long nanos, long now) {
        workers.values().forEach(worker -> worker.shift(nanos, now));
        failures.replaceAll((place, found) -> new Failures(found.count(), found.notBefore() + nanos));
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
