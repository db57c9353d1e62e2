package org.junicorn.launcher.config;

import java.time.Duration;
import java.util.Optional;

/**
 * When a worker counts as healthy.
 *
 * @param healthCheck as written, {@code /path} or {@code /path=status}; empty: as soon as it is deployed
 * @param healthCheckInterval between two checks
 * @param healthCheckTimeout for one answer
 * @param healthCheckFailures in a row, after which a worker is replaced
 */
public record HealthSettings(
        @Setting(
                section = "Operation",
                label = "/PATH[=STATUS]",
                origin = "new",
                doc =
                        "What each worker is asked before it accepts connections, and then again and again, with the status"
                                + " of a good answer: `/health=200`, or `/health`, which means 200. A new worker is not ready"
                                + " before it answers so; one that keeps failing is replaced.")
        Optional<String> healthCheck,

        @Setting(
                section = "Operation",
                byDefault = "10s",
                min = "100ms",
                max = "1h",
                origin = "new",
                doc = "Time between two health checks of a worker.")
        Duration healthCheckInterval,

        @Setting(
                section = "Operation",
                byDefault = "5s",
                min = "10ms",
                max = "10m",
                origin = "new",
                doc = "How long the answer to a health check may take.")
        Duration healthCheckTimeout,

        @Setting(
                section = "Operation",
                byDefault = "3",
                min = "1",
                max = "1000",
                origin = "new",
                doc = "Failed health checks in a row after which another worker takes the place of a ready one.")
        int healthCheckFailures) {

    /** How {@link #healthCheck} may be written. */
    static final String FORM = "/[!-~]*";

    /** Path and query; empty: none is asked. */
    public String target() {
        return healthCheck.map(text -> text.split("=[1-5][0-9]{2}$")[0]).orElse("");
    }

    /** Of a good answer. */
    public int status() {
        String text = healthCheck.orElse("");
        return text.matches(".*=[1-5][0-9]{2}") ? Integer.parseInt(text.substring(text.length() - 3)) : 200;
    }
}
