package org.junicorn.launcher.supervisor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.supervisor.Status.Reload;
import org.junicorn.launcher.supervisor.Status.Reload.Result;

/**
 * Where a reload stands: the number of the newest generation, whether one more was asked for meanwhile, and how the last
 * ones went.
 */
final class ReloadState {
    private static final int REMEMBERED = 20;

    private record Past(int generation, Result result, long begunAt, String message) {}

    private final Deque<Past> history = new ArrayDeque<>();
    private int generation;
    private int completed;
    private long begunAt;
    private boolean preparing;
    private boolean again;

    /** A further generation is being prepared. */
    void begin(long now) {
        generation++;
        begunAt = now;
        preparing = true;
        history.addLast(new Past(generation, Result.UNDER_WAY, now, ""));
        if (history.size() > REMEMBERED) {
            history.removeFirst();
        }
    }

    /** A generation was given up. */
    void failed(int number, String message) {
        decide(number, Result.FAILED, message);
    }

    private void decide(int number, Result result, String message) {
        List<Past> all = List.copyOf(history);
        history.clear();
        for (Past each : all) {
            boolean decided = each.generation() == number;
            // What a newer generation took over from before it was complete is done with as well.
            boolean overtaken =
                    result == Result.DONE && each.generation() < number && each.result() == Result.UNDER_WAY;
            history.add(decided || overtaken ? new Past(each.generation(), result, each.begunAt(), message) : each);
        }
    }

    /** The newest comes last. */
    List<Reload> history(long now) {
        return history.stream()
                .map(past -> new Reload(
                        past.generation(), past.result(), Duration.ofNanos(now - past.begunAt()), past.message()))
                .toList();
    }

    void prepared() {
        preparing = false;
    }

    boolean preparing() {
        return preparing;
    }

    /** The number of the newest generation, ready or not. */
    int generation() {
        return generation;
    }

    /** One more reload is wanted as soon as this one is decided. */
    void again() {
        again = true;
    }

    /** The newest generation has proven itself, or was given up. Returns whether one more was asked for meanwhile. */
    boolean finishedTrying() {
        boolean wanted = again;
        again = false;
        return wanted;
    }

    /** All workers are of this generation. Returns how long it took, the first time. */
    Optional<Duration> completed(int number, long now) {
        if (number == completed) {
            return Optional.empty();
        }
        completed = number;
        decide(number, Result.DONE, "");
        return Optional.of(Duration.ofNanos(now - begunAt));
    }
}
