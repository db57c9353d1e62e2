package org.junicorn.launcher.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the server is at a moment.
 *
 * @param uptime of the supervisor
 * @param generation the number of the generation that serves; empty during the first start
 * @param candidate the number of the generation that is to take over and has not proven itself
 * @param target how many workers should serve
 * @param workers all processes, also those that boot or leave, by slot
 * @param reloads the newest generations, the first start included, and how they went; the newest comes last
 * @param exits the last hundred ends of workers; the newest comes last
 * @param exitCounts how often each cause was met since the start of the supervisor
 * @param upgrade a sentence about the upgrade that is under way, or the last one if that failed
 */
public record Status(
        Phase phase,
        Duration uptime,
        OptionalInt generation,
        OptionalInt candidate,
        int target,
        List<WorkerStatus> workers,
        List<Reload> reloads,
        List<Exit> exits,
        Map<ExitCause, Long> exitCounts,
        Optional<String> upgrade) {
    public Status {
        workers = List.copyOf(workers);
        reloads = List.copyOf(reloads);
        exits = List.copyOf(exits);
        exitCounts = Map.copyOf(exitCounts);
    }

    /** How many booted workers wait for a place. */
    public long spares() {
        return workers.stream().filter(worker -> worker.state().equals("spare")).count();
    }

    /** What the server as a whole does. */
    public enum Phase {
        /** No worker was ready yet. */
        STARTING,
        SERVING,
        /** It serves, and a further generation is being prepared, tried or rolled out. */
        RELOADING,
        /** It was told to stop; with {@code drain_delay} it still accepts for a while. */
        STOPPING
    }

    /**
     * One worker process.
     *
     * @param id unique among all workers this supervisor ever had
     * @param slot its stable number, from 1
     * @param row of the scoreboard
     * @param state {@code booting}, {@code ready}, {@code spare}, {@code draining}, {@code silent} or {@code killed}
     * @param accepting whether it may take connections
     * @param age since it was spawned
     * @param readyFor since it was ready; of one that was a spare, since it serves
     * @param requests whose response is complete
     * @param inFlight requests whose response is not complete
     * @param leaving why it leaves or will be replaced
     */
    public record WorkerStatus(
            long id,
            int slot,
            int row,
            int pid,
            int generation,
            String state,
            boolean accepting,
            Duration age,
            Optional<Duration> readyFor,
            long requests,
            long inFlight,
            Optional<String> leaving) {}

    /**
     * How it went with a generation.
     *
     * @param age since it was asked for
     * @param message why it failed, or empty
     */
    public record Reload(int generation, Result result, Duration age, String message) {
        /** Where it stands. */
        public enum Result {
            UNDER_WAY,
            /** All workers are of this generation. */
            DONE,
            FAILED
        }
    }
}
