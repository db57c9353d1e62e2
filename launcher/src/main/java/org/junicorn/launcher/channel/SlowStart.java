package org.junicorn.launcher.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a new worker keeps to its share of the connections: for each that an older one takes it may take a part of one. It
 * waits only while older ones take what comes: one of them waits for the next connection at this moment, or has taken
 * some since the last look. Reads no clock. Called by the acceptors of one worker.
 */
final class SlowStart {
    /** Of the connections that another worker gets: with less, a new one would hardly run at all. */
    static final double LEAST = 0.1;

    /** What it may have saved up, or owe, so that it makes up for the past only briefly. */
    private static final double MOST = 8;

    private final Map<Integer, Long> seen = new HashMap<>();
    private long ownSeen;
    private double credit;
    private boolean begun;
    private boolean nobodyTook;

    /**
     * An older worker that takes connections.
     *
     * @param share of what a worker gets that is no longer new
     * @param opened the connections that it ever had
     * @param waits whether it would take the next one at once
     */
    record Elder(int row, double share, long opened, boolean waits) {}

    /** The share after some of the time. */
    static double share(long elapsed, long time) {
        return Math.max(LEAST, Math.min(1, (double) elapsed / time));
    }

    /**
     * Whether to leave the next connection to the others and look again in a moment.
     *
     * @param share this worker's
     * @param opened the connections that this worker ever had
     * @param elders all workers whose share is larger
     */
    synchronized boolean givesWay(double share, long opened, List<Elder> elders) {
        if (elders.isEmpty()) {
            begun = false;
            return false;
        }
        double earned = 0;
        long taken = 0;
        boolean waits = false;
        List<Integer> rows = new ArrayList<>();
        for (Elder elder : elders) {
            rows.add(elder.row());
            Long before = seen.put(elder.row(), elder.opened());
            long more = before == null ? 0 : Math.max(0, elder.opened() - before);
            earned += more * share / elder.share();
            taken += more;
            waits |= elder.waits();
        }
        seen.keySet().retainAll(rows);
        long own = begun ? opened - ownSeen : 0;
        begun = true;
        ownSeen = opened;
        double most = Math.max(MOST, earned / elders.size());
        credit = Math.max(-MOST, Math.min(most, credit + earned / elders.size() - own));
        if (credit >= 1) {
            nobodyTook = false;
            return false;
        }
        boolean nobody = !waits && taken == 0;
        boolean give = !nobody || !nobodyTook;
        nobodyTook = nobody && give;
        return give;
    }
}
