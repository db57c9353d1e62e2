package org.junicorn.launcher.config;

/**
 * What keeps a new worker's beginning from being noticed.
 *
 * @param spareWorkers booted workers that accept nothing until one that serves is missing
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
        int spareWorkers) {}
