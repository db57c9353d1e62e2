package org.junicorn.launcher.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the workers of each slot have counted, those that are gone included: the numbers never fall, whatever becomes of a
 * worker. Safe for all threads; the supervisor's waits for others only as long as some rows of memory are read.
 */
public final class Totals {
    private final Scoreboard scoreboard;
    private final Map<Long, Living> living = new TreeMap<>();
    private final Map<Integer, Counts> gone = new TreeMap<>();

    /** A worker whose row is its own. */
    public record Living(long worker, int slot, int generation, int pid, Scoreboard.Row row) {}

    public Totals(Scoreboard scoreboard) {
        this.scoreboard = scoreboard;
    }

    /** A worker begins to count in this row. */
    public synchronized void begun(long worker, int slot, int generation, int pid, int row) {
        living.put(worker, new Living(worker, slot, generation, pid, scoreboard.row(row)));
    }

    /** A worker's process has ended and counts no more: what it has counted is kept, its row is free. */
    public synchronized void ended(long worker, int row) {
        Living ended = living.remove(worker);
        if (ended != null) {
            gone.merge(ended.slot(), ended.row().counts(), Counts::plus);
        }
        scoreboard.clear(row);
    }

    /** What each slot's workers have counted until now. */
    public synchronized Map<Integer, Counts> bySlot() {
        Map<Integer, Counts> sums = new TreeMap<>(gone);
        living.values().forEach(worker -> sums.merge(worker.slot(), worker.row().counts(), Counts::plus));
        return sums;
    }

    /** The workers that have a process, the oldest first. */
    public synchronized List<Living> living() {
        return new ArrayList<>(living.values());
    }
}
