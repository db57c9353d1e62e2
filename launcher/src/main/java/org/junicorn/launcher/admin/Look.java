package org.junicorn.launcher.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.channel.Counts;
import org.junicorn.launcher.channel.Scoreboard;
import org.junicorn.launcher.process.ProcessFigures;
import org.junicorn.launcher.supervisor.Status;

/**
 * All that is known of the server at a moment.
 *
 * @param now a reading of {@link System#nanoTime()}
 * @param counts by slot, of all workers that it ever had
 * @param backlog connections that wait to be accepted, by listener; without those of which the kernel tells nothing
 * @param starts of workers, by reason
 * @param reloads by outcome
 */
record Look(
        long now,
        Status status,
        Map<Integer, Counts> counts,
        List<Process> workers,
        Map<String, Long> backlog,
        Optional<ProcessFigures> supervisor,
        Map<String, Long> starts,
        Map<String, Long> reloads) {

    /** A worker that has a process. */
    record Process(Status.WorkerStatus status, Scoreboard.Row row, Optional<ProcessFigures> figures) {}

    /** Of all slots together. */
    Counts total() {
        return counts.values().stream().reduce(Counts.none(), Counts::plus);
    }
}
