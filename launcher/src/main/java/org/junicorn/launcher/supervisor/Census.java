package org.junicorn.launcher.supervisor;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junicorn.launcher.supervisor.Status.Phase;
import org.junicorn.launcher.supervisor.Status.Reload;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;

/** Takes down how everything stands. Used by the supervisor's thread. */
final class Census {
    private Census() {}

    static Status of(
            Target target,
            ReloadState reload,
            WorkerTable workers,
            ExitHistory exits,
            Hands hands,
            long startedAt,
            long now) {
        List<WorkerStatus> all = workers.all().stream()
                .sorted(Comparator.comparingInt(Worker::slot).thenComparingLong(Worker::id))
                .map(worker -> worker(worker, hands.vitals(worker.row(), now), now))
                .toList();
        return new Status(
                phase(target, reload, now),
                Duration.ofNanos(now - startedAt),
                number(target.serving()),
                number(target.candidate()),
                target.workers(),
                all,
                reload.history(now),
                exits.last(),
                exits.counts());
    }

    private static Phase phase(Target target, ReloadState reload, long now) {
        if (target.stopping()) {
            return Phase.STOPPING;
        } else if (target.serving().isEmpty()) {
            return Phase.STARTING;
        }
        return reload.history(now).stream().anyMatch(each -> each.result() == Reload.Result.UNDER_WAY)
                ? Phase.RELOADING
                : Phase.SERVING;
    }

    private static OptionalInt number(Optional<Target.Generation> generation) {
        return generation.map(each -> OptionalInt.of(each.number())).orElse(OptionalInt.empty());
    }

    private static WorkerStatus worker(Worker worker, Hands.Vitals vitals, long now) {
        return new WorkerStatus(
                worker.id(),
                worker.slot(),
                worker.row(),
                worker.pid(),
                worker.generation(),
                worker.stateName(),
                worker.mayAccept(),
                Duration.ofNanos(now - worker.spawnedAt()),
                worker.everReady() ? Optional.of(Duration.ofNanos(now - worker.readyAt())) : Optional.empty(),
                vitals.requests(),
                vitals.inFlight(),
                worker.leavingBecause().or(worker::replaceBecause));
    }
}
