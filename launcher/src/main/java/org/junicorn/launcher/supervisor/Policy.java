package org.junicorn.launcher.supervisor;

import java.time.Duration;

/**
 * The settings that decide about the lives of workers, as one generation has them. A zero duration or limit is off,
 * except for {@code gracefulTimeout}, where it means: kill at once.
 */
public record Policy(
        int workers,
        int maxSurge,
        int bootConcurrency,
        Duration timeout,
        Duration bootTimeout,
        Duration gracefulTimeout,
        int maxRequests,
        int maxRequestsJitter,
        Duration maxWorkerAge) {}
