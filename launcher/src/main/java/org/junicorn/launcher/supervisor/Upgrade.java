package org.junicorn.launcher.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.channel.Handover;
import org.junicorn.launcher.log.EventLog;

/**
 * The replacement of this supervisor by another one, seen from this one. Touched by the supervisor's thread alone.
 *
 * <pre>
 *  NONE ──► BOOTING ──► ENTRUSTED ──► LEAVING
 *   ▲          │            │
 *   └─ ENDING ◄┴────────────┘   it was too slow, or failed; this one goes on
 * </pre>
 *
 * Until LEAVING this supervisor serves as if nothing happened, and no worker of the other one accepts a connection before
 * ENTRUSTED: an upgrade that fails has touched no request.
 */
final class Upgrade {
    /** What a successor may take for a step beyond {@code boot_timeout}, which its own supervision should notice first. */
    static final Duration MARGIN = Duration.ofSeconds(10);

    /** How long it may take over, and how long it may take to end when it shall not. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    enum State {
        NONE,
        BOOTING,
        ENTRUSTED,
        ENDING,
        LEAVING
    }

    /** The last attempt that failed. */
    record Failure(int pid, String reason) {}

    private final Succession succession;
    private final EventLog log;
    private State state = State.NONE;
    private int pid;
    private long startedAt;
    private long deadline;
    private Duration limit = Duration.ZERO;
    private List<String> addresses = List.of();
    private boolean reloadWanted;
    private boolean killed;
    private String reason = "";
    private Optional<Failure> lastFailure = Optional.empty();

    Upgrade(Succession succession, EventLog log) {
        this.succession = succession;
        this.log = log;
    }

    /**
     * Starts a successor.
     *
     * @param bootTimeout of a worker, or zero: what the successor may take for each of its steps
     * @param busy why it cannot be now, for reasons that the supervisor knows
     * @param onStart called as soon as nothing speaks against it
     */
    Outcome begin(String by, Duration bootTimeout, Optional<String> busy, long now, Runnable onStart) {
        Optional<String> hindrance = state == State.NONE
                ? busy.or(succession::hindrance)
                : Optional.of(
                        state == State.ENDING
                                ? "process " + pid + ", of the upgrade that failed, has not ended yet"
                                : "an upgrade to process " + pid + " is under way");
        if (hindrance.isPresent()) {
            return refused(hindrance.get());
        }
        onStart.run();
        try {
            pid = succession.start();
        } catch (IOException e) {
            return refused("no process: " + e.getMessage());
        }
        log.info("upgrade.started", "successor", pid, "by", by);
        state = State.BOOTING;
        startedAt = now;
        killed = false;
        limit = bootTimeout.isZero() ? Duration.ZERO : bootTimeout.plus(MARGIN);
        deadline = now + limit.toNanos();
        return Outcome.accepted("process " + pid + " starts, and takes over when its workers are ready");
    }

    private Outcome refused(String because) {
        log.warning("upgrade.refused", "reason", because);
        return Outcome.refused(because);
    }

    /** Whether there is a successor that has not taken over; a reload waits for that. */
    boolean underWay() {
        return state == State.BOOTING || state == State.ENTRUSTED || state == State.ENDING;
    }

    boolean leaving() {
        return state == State.LEAVING;
    }

    /** In words, while something is going on, and after a failure until the next attempt. */
    Optional<String> sentence() {
        return switch (state) {
            case NONE ->
                lastFailure.map(failure -> "the upgrade to process " + failure.pid() + " failed: " + failure.reason());
            case BOOTING, ENTRUSTED -> Optional.of("process " + pid + " is about to take over");
            case ENDING -> Optional.of("process " + pid + " was not able to take over");
            case LEAVING -> Optional.of("process " + pid + " has taken over");
        };
    }

    void reloadWanted() {
        reloadWanted = true;
    }

    /** Returns whether the successor serves now, so that this supervisor may leave. */
    boolean said(Handover message, long now) {
        if (message instanceof Handover.Progress && state == State.BOOTING) {
            deadline = now + limit.toNanos();
        } else if (message instanceof Handover.Ready ready && state == State.BOOTING) {
            log.info("upgrade.ready", "successor", pid, "after", Duration.ofNanos(now - startedAt));
            addresses = ready.addresses();
            state = State.ENTRUSTED;
            limit = PATIENCE;
            deadline = now + limit.toNanos();
            succession.entrust();
        } else if (message instanceof Handover.Serving && state == State.ENTRUSTED) {
            state = State.LEAVING;
            log.info("upgrade.handed_over", "successor", pid, "after", Duration.ofNanos(now - startedAt));
            succession.handOver(addresses, reloadWanted);
            return true;
        }
        return false;
    }

    /** The successor's process is gone. Returns whether a reload was asked for meanwhile, which can be done now. */
    boolean ended(String how, List<String> output) {
        if (state == State.LEAVING) {
            log.error("upgrade.successor_gone", "successor", pid, "reason", "the new supervisor ended with " + how);
            return false;
        } else if (state == State.NONE) {
            return false;
        }
        if (state != State.ENDING) {
            reason = "the new supervisor ended with " + how + lastWords(output);
        }
        lastFailure = Optional.of(new Failure(pid, reason));
        log.error("upgrade.failed", "successor", pid, "reason", reason);
        log.lines("upgrade.failed", output);
        state = State.NONE;
        succession.reclaim();
        boolean wanted = reloadWanted;
        reloadWanted = false;
        return wanted;
    }

    /** What it said about its end itself. */
    private static String lastWords(List<String> output) {
        return output.stream()
                .filter(line -> line.startsWith("junicorn: "))
                .reduce((first, second) -> second)
                .map(line -> ": " + line.substring("junicorn: ".length()))
                .orElse("");
    }

    /** Gives up what takes too long. */
    void tick(long now) {
        if (now - deadline < 0 || limit.isZero()) {
            return;
        }
        if (state == State.BOOTING || state == State.ENTRUSTED) {
            end(
                    state == State.BOOTING
                            ? "no progress for " + limit.toSeconds() + "s"
                            : "it did not take over within " + limit.toSeconds() + "s",
                    false,
                    now);
        } else if (state == State.ENDING && !killed) {
            killed = true;
            succession.end(true);
        }
    }

    /** This server is to stop, and its successor with it. */
    void abandon(boolean kill, long now) {
        if (state == State.BOOTING || state == State.ENTRUSTED) {
            end("this server was told to stop", kill, now);
        } else if (state == State.ENDING && kill && !killed) {
            killed = true;
            succession.end(true);
        }
    }

    private void end(String because, boolean kill, long now) {
        log.warning("upgrade.given_up", "successor", pid, "reason", because);
        reason = because;
        state = State.ENDING;
        killed = kill;
        limit = PATIENCE;
        deadline = now + limit.toNanos();
        succession.end(kill);
    }

    /** How long nothing can fall due. */
    Duration untilDeadline(long now) {
        return underWay() && !limit.isZero() && !(state == State.ENDING && killed)
                ? Duration.ofNanos(Math.max(0, deadline - now))
                : Duration.ofHours(1);
    }

    /** The supervisor stood still for so long, and with it perhaps the successor. */
    void shift(long nanos) {
        deadline += nanos;
    }

    /** What became of the last attempt that failed. */
    Optional<Failure> lastFailure() {
        return lastFailure;
    }
}
