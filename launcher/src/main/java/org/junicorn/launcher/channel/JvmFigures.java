package org.junicorn.launcher.channel;

import java.time.Duration;

/**
 * How a worker's JVM fares. Sizes in bytes.
 *
 * @param heapMax what the heap may become
 * @param oldUsed the old generation's live objects, as its last collection has left them; 0 before the first one
 * @param oldMax what the old generation may become; 0 if it has no limit of its own
 * @param gcTime spent in collections since the JVM began
 * @param gcRuns collections since the JVM began
 * @param threads of Java, daemons included
 * @param cpu time of all its threads since the process began
 */
public record JvmFigures(
        long heapUsed,
        long heapCommitted,
        long heapMax,
        long oldUsed,
        long oldMax,
        Duration gcTime,
        long gcRuns,
        int threads,
        Duration cpu) {}
