package org.junicorn.launcher.process;

import java.time.Duration;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.config.WorkerClass;
import org.junicorn.launcher.config.WorkerSettings;
import org.junicorn.launcher.supervisor.Policy;

/** What follows from the settings for the lives of workers and requests. */
final class Policies {
    /** How long an interrupted thread may take to come back before its worker is replaced. */
    static final Duration STUCK_GRACE = Duration.ofSeconds(5);

    private Policies() {}

    static Policy of(Settings settings) {
        WorkerSettings workers = settings.workers();
        return new Policy(
                workers.workers().least(),
                workers.maxSurge(),
                workers.bootConcurrency() == 0 ? Runtime.getRuntime().availableProcessors() : workers.bootConcurrency(),
                workers.timeout(),
                workers.bootTimeout(),
                workers.gracefulTimeout(),
                workers.maxRequests(),
                workers.maxRequestsJitter(),
                workers.maxWorkerAge(),
                new Policy.Limits(
                        settings.limits().maxWorkerRss().bytes(),
                        settings.limits().maxWorkerHeap()),
                new Policy.Scaling(
                        workers.workers().most(),
                        workers.effectiveThreads(),
                        settings.limits().scaleDownAfter()),
                settings.admin().drainDelay(),
                settings.standby().spareWorkers());
    }

    /** In a sync worker {@code timeout} limits each request too, as gunicorn's does. */
    static Duration requestTimeout(WorkerSettings workers) {
        boolean timeoutCounts =
                workers.workerClass() == WorkerClass.SYNC && !workers.timeout().isZero();
        if (timeoutCounts
                && (workers.requestTimeout().isZero() || workers.timeout().compareTo(workers.requestTimeout()) < 0)) {
            return workers.timeout();
        }
        return workers.requestTimeout();
    }
}
