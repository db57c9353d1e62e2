package org.junicorn.launcher.config;

import java.time.Duration;

/**
 * When workers are replaced before they harm, and when there should be fewer.
 *
 * @param maxWorkerRss 0: no limit
 * @param maxWorkerHeap a share of 1; 0: no limit
 */
public record LimitSettings(
        @Setting(
                section = "Workers",
                byDefault = "0",
                origin = "uwsgi: reload-on-rss",
                doc = "Memory of a worker's process (resident set) at which it is replaced, as `512m` or `2g`: another"
                        + " worker boots first, then this one is drained. It counts once the worker has been ready for"
                        + " 10 s. 0: no limit.")
        ByteSize maxWorkerRss,

        @Setting(
                section = "Workers",
                byDefault = "0",
                min = "0",
                max = "1",
                origin = "new",
                doc = "Share of the old generation of a worker's heap that is still used after a garbage collection, at"
                        + " which the worker is replaced before it runs out of memory, as `0.9`. Another worker boots"
                        + " first, then this one is drained. It counts once the worker has been ready for 10 s. 0: no"
                        + " limit.")
        double maxWorkerHeap,

        @Setting(
                section = "Workers",
                byDefault = "1m",
                min = "1s",
                origin = "new",
                doc =
                        "With `workers` as `2:8`: how long the load must have been low, and the number of workers the same,"
                                + " before there is one worker fewer.")
        Duration scaleDownAfter) {}
