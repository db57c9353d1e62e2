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

    /** @param leaving whether it was told to stop and waits a while before it does */
    static Status of(
            Target target,
            boolean leaving,
            ReloadState reload,
            WorkerTable workers,
            ExitHistory exits,
            Hands hands,
            Optional<String> upgrade,
            long startedAt,
            long now) {
        List<WorkerStatus> all = workers.all().stream()
                .sorted(Comparator.comparingInt(Worker::slot).thenComparingLong(Worker::id))
                .map(worker -> worker(worker, hands.vitals(worker.row(), now), now))
                .toList();
        return new Status(
                phase(target, leaving, reload, now),
                Duration.ofNanos(now - startedAt),
                number(target.serving()),
                number(target.candidate()),
                target.workers(),
                all,
                reload.history(now),
                exits.last(),
                exits.counts(),
                upgrade);
    }

    /** The same in a sentence. */
    static ServiceManager.Standing standing(
            Target target,
            boolean leaving,
            ReloadState reload,
            WorkerTable workers,
            Optional<String> upgrade,
            long now) {
        Phase phase = phase(target, leaving, reload, now);
        boolean begun = workers.all().stream()
                .anyMatch(worker -> worker.is(WorkerState.BOOTING) && worker.spawnReason() == Action.SpawnReason.START);
        boolean advancing = phase == Phase.STARTING || phase == Phase.STOPPING || phase == Phase.RELOADING && begun;
        StringBuilder text = new StringBuilder(
                switch (phase) {
                    case STARTING -> "Starting: ";
                    case SERVING -> "Serving: ";
                    case RELOADING -> "Loading generation " + reload.generation() + ": ";
                    case STOPPING -> "Stopping: ";
                });
        if (phase == Phase.STOPPING) {
            text.append(workers.all().size()).append(" workers left");
        } else {
            text.append(workers.count(WorkerState.READY))
                    .append(" of ")
                    .append(target.workers())
                    .append(" workers ready");
            long spares = workers.count(WorkerState.SPARE);
            if (spares > 0) {
                text.append(", ").append(spares).append(" spare");
            }
            target.serving()
                    .ifPresent(generation -> text.append(", generation ").append(generation.number()));
        }
        upgrade.ifPresent(sentence -> text.append("; ").append(sentence));
        List<Reload> history = reload.history(now);
        if (!history.isEmpty() && history.get(history.size() - 1).result() == Reload.Result.FAILED) {
            Reload last = history.get(history.size() - 1);
            text.append("; generation ")
                    .append(last.generation())
                    .append(" failed: ")
                    .append(last.message().lines().findFirst().orElse(""));
        }
        return new ServiceManager.Standing(phase, advancing, text.toString());
    }

    private static Phase phase(Target target, boolean leaving, ReloadState reload, long now) {
        if (target.stopping() || leaving) {
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
