package org.junicorn.launcher.supervisor;

import java.time.Duration;
import java.util.Locale;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.log.EventLog;

/**
 * What the log says of the lives of workers: each line with the slot, the generation and the pid, and why. Hooks, metrics
 * and the dashboard know the events by their names. Used by the supervisor's thread.
 */
final class Journal {
    private final EventLog log;

    Journal(EventLog log) {
        this.log = log;
    }

    private static EventLog.Fields identity(Worker worker) {
        return EventLog.fields("slot", worker.slot(), "generation", worker.generation(), "pid", worker.pid());
    }

    void spawning(Worker worker) {
        log.debug("worker.spawning", identity(worker));
    }

    void spawned(Worker worker) {
        log.info(
                "worker.spawned",
                identity(worker),
                "reason",
                worker.spawnReason().name().toLowerCase(Locale.ROOT));
    }

    void notSpawned(Worker worker, String reason) {
        log.error("worker.not_spawned", identity(worker), "reason", reason);
    }

    /** A spare has its own event: nobody counts on its serving. */
    void ready(Worker worker, long now) {
        log.info(
                worker.spare() ? "worker.spare" : "worker.ready",
                identity(worker),
                "after",
                Duration.ofNanos(now - worker.spawnedAt()));
    }

    void promoted(Worker worker, Action.SpawnReason reason, Duration waited) {
        log.info(
                "worker.promoted",
                identity(worker),
                "reason",
                reason.name().toLowerCase(Locale.ROOT),
                "waited",
                waited);
    }

    void draining(Action.Drain drain) {
        log.info(
                "worker.draining",
                identity(drain.worker()),
                "reason",
                drain.because(),
                "graceful_timeout",
                drain.timeout());
    }

    void drained(Worker worker) {
        log.info("worker.drained", identity(worker));
    }

    void quitting(Action.Quit quit) {
        log.info("worker.quitting", identity(quit.worker()), "reason", quit.because());
    }

    void silent(Action.Dump dump) {
        log.error("worker.silent", identity(dump.worker()), "age", dump.silent());
    }

    void killed(Action.Kill kill) {
        log.error(
                "worker.killed", identity(kill.worker()), "cause", kill.cause().text(), "reason", kill.because());
    }

    void signalled(Worker worker, Fact.Signalled fact) {
        log.warning("worker.signalled", identity(worker), "signal", fact.signal());
    }

    void unhealthy(Worker worker, Fact.Unhealthy fact) {
        log.error("worker.unhealthy", identity(worker), "reason", fact.reason());
    }

    void appFailed(Worker worker, Fact.AppFailed fact) {
        log.error("app.failed", identity(worker), "path", fact.path(), "reason", fact.reason());
    }

    void note(Worker worker, Fact.Note note) {
        log.at(note.level(), note.event(), identity(worker), "detail", note.detail());
    }

    void timedOut(Worker worker, Fact.TimedOut fact) {
        log.warning(
                "request.timed_out",
                identity(worker),
                "method",
                fact.method(),
                "path",
                fact.target(),
                "age",
                fact.age(),
                "answered",
                fact.answered() ? "503" : "no, the response had begun",
                "thread",
                fact.thread(),
                "stack",
                fact.stack());
    }

    void stuck(Worker worker, Fact.Stuck fact) {
        log.error(
                "request.stuck",
                identity(worker),
                "method",
                fact.method(),
                "path",
                fact.target(),
                "age",
                fact.age(),
                "thread",
                fact.thread(),
                "stack",
                fact.stack());
    }

    /** @param asExpected that it was to leave, and left by itself */
    void exited(Worker worker, ExitReason reason, Hands.Vitals vitals, boolean asExpected, long now) {
        log.at(
                asExpected ? "INFO" : "ERROR",
                "worker.exited",
                identity(worker),
                reason.field(),
                reason.value(),
                "after",
                Duration.ofNanos(now - worker.spawnedAt()),
                "requests",
                vitals.requests(),
                "in_flight",
                vitals.inFlight(),
                "cause",
                reason.cause().text(),
                "reason",
                worker.leavingBecause().or(worker::bootFailure).orElse("unexpected"),
                "hint",
                reason.hint());
    }

    void crashLoop(int slot, int failures, Duration pause) {
        log.error("worker.crash_loop", "slot", slot, "failures", failures, "next_try_in", pause);
    }
}
