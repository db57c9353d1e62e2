package org.junicorn.launcher.config;

import java.time.Duration;
import java.util.List;
import org.junicorn.launcher.config.Setting.Split;

/**
 * What keeps a new worker's beginning from being noticed.
 *
 * @param spareWorkers booted workers that accept nothing until one that serves is missing
 *
 * @param warmup each path with its query
 * @param warmupRequests all together
 * @param warmupTimeout for all together
 * @param slowStart zero: the full share at once
 */
public record StandbySettings(
        @Setting(
                section = "Workers",
                byDefault = "0",
                min = "0",
                max = "1024",
                origin = "new",
                doc = "Workers beside `workers` that have booted, accept nothing, and take the place of one that has"
                        + " crashed or is replaced at once; then another spare boots. Each takes the memory of a worker,"
                        + " and the application is started in it: see docs/operations.md. At most as many as"
                        + " `workers`. 0: none.")
        int spareWorkers,

        @Setting(
                section = "Workers",
                split = Split.WORDS,
                label = "/PATH",
                origin = "new",
                doc =
                        "What each worker is asked, in turn, before it is ready: paths with their queries, as `/ /api/items?page=1`,"
                                + " by GET. So the application's classes are loaded and its code compiled before the first"
                                + " client comes. The requests go through the same stages as clients' and have the header"
                                + " `Junicorn-Warmup: 1` and the attribute `org.junicorn.warmup`; they are not logged or"
                                + " counted, and their sessions are ended. A path that fails is logged and left out: see"
                                + " docs/operations.md.")
        List<String> warmup,

        @Setting(
                section = "Workers",
                byDefault = "200",
                min = "1",
                max = "1000000",
                origin = "new",
                doc = "How many requests warm a worker up, all paths of `warmup` together.")
        int warmupRequests,

        @Setting(
                section = "Workers",
                byDefault = "10s",
                min = "10ms",
                max = "1h",
                origin = "new",
                doc = "How long a worker is warmed up at most. When it is over the worker is ready nevertheless, with a"
                        + " warning. It is a part of `boot_timeout`.")
        Duration warmupTimeout,

        @Setting(
                section = "Workers",
                byDefault = "0s",
                min = "0s",
                max = "1h",
                origin = "nginx: slow_start",
                doc =
                        "How long a worker takes fewer connections than those that are older, from a tenth of their share to"
                                + " all of it; none waits for that if no older worker would take it at once. 0s: the full share"
                                + " at once.")
        Duration slowStart) {

    /** How each of {@link #warmup} is written. */
    static final String TARGET = "/[!-~]*";

    public StandbySettings {
        warmup = List.copyOf(warmup);
    }
}
