package org.junicorn.launcher.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junicorn.launcher.channel.Counts;
import org.junicorn.launcher.channel.Scoreboard;
import org.junicorn.launcher.channel.Totals;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.process.ProcessFigures;
import org.junicorn.launcher.supervisor.Operations;
import org.junicorn.launcher.supervisor.Status;

/** Gathers what is known, on the thread that asks. Safe for all threads. */
final class Observer {
    /** The supervisor's thread never waits, so it answers at once; if it does not, it is ill. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A worker whose I/O threads are silent for longer serves nobody. */
    private static final Duration SILENT = Duration.ofSeconds(3);

    private final Operations operations;
    private final Totals totals;
    private final Listeners listeners;
    private final EventRing events;

    Observer(Operations operations, Totals totals, Listeners listeners, EventRing events) {
        this.operations = operations;
        this.totals = totals;
        this.listeners = listeners;
        this.events = events;
    }

    /** Empty if the supervisor does not answer in time. */
    Optional<Status> status() {
        try {
            return Optional.of(operations.status().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Whether some worker accepts connections and gives signs of life. */
    boolean serves(Status status) {
        long now = System.nanoTime();
        Map<Long, Scoreboard.Row> rows = rows();
        return status.workers().stream()
                .filter(worker -> worker.state().equals("ready") && worker.accepting())
                .anyMatch(worker ->
                        rows.containsKey(worker.id()) && rows.get(worker.id()).silentNanos(now) < SILENT.toNanos());
    }

    private Map<Long, Scoreboard.Row> rows() {
        Map<Long, Scoreboard.Row> rows = new HashMap<>();
        totals.living().forEach(living -> rows.put(living.worker(), living.row()));
        return rows;
    }

    /** What all workers together have counted. */
    Counts total() {
        return totals.bySlot().values().stream().reduce(Counts.none(), Counts::plus);
    }

    Look look(Status status) {
        Map<Long, Scoreboard.Row> rows = rows();
        List<Look.Process> workers = new ArrayList<>();
        for (Status.WorkerStatus worker : status.workers()) {
            if (rows.containsKey(worker.id())) {
                workers.add(new Look.Process(worker, rows.get(worker.id()), ProcessFigures.of(worker.pid())));
            }
        }
        return new Look(
                System.nanoTime(),
                status,
                totals.bySlot(),
                workers,
                AcceptBacklog.of(listeners.byAddress().values()),
                ProcessFigures.of(ProcessHandle.current().pid()),
                events.starts(),
                events.reloads());
    }
}
