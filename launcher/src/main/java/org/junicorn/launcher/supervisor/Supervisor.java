package org.junicorn.launcher.supervisor;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junicorn.launcher.supervisor.WorkerState.BOOTING;
import static org.junicorn.launcher.supervisor.WorkerState.DRAINING;
import static org.junicorn.launcher.supervisor.WorkerState.KILLED;
import static org.junicorn.launcher.supervisor.WorkerState.READY;
import static org.junicorn.launcher.supervisor.WorkerState.SILENT;
import static org.junicorn.launcher.supervisor.WorkerState.SPARE;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.Handover;
import org.junicorn.launcher.channel.Scoreboard;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.supervisor.Target.Stop;

/**
 * The server's life as one loop: an event changes the target or the table, the {@link Reconciler} says what follows,
 * {@link Hands} do it. One thread runs {@link #run()} and owns all state; everybody else puts events into the inbox.
 */
public final class Supervisor {
    /** A pause of the loop that was longer than asked for by this much is the machine's or the supervisor's, not the workers'. */
    private static final Duration STOOD_STILL = Duration.ofSeconds(1);

    private final BlockingQueue<Event> inbox;
    private final Reconciler reconciler = new Reconciler();
    private final Hands hands;
    private final LongSupplier ticker;
    private final EventLog log;
    private final Journal journal;
    private final WorkerTable workers;
    private Target target = Target.none();
    private ExitCode exitCode = ExitCode.OK;
    private final ReloadState reload = new ReloadState();
    private final ExitHistory exits = new ExitHistory();
    private final Autoscaler autoscaler = new Autoscaler();
    private final long startedAt;
    private final Upgrade upgrade;
    private final Heir heir;
    private final ServiceManager manager;
    private final Execution execution;
    private final WorkerCommands workerCommands;
    private boolean complete;
    private OptionalLong leavesAt = OptionalLong.empty(); // told to stop gracefully, and waits for drain_delay

    /**
     * @param ticker monotonic time in nanoseconds
     * @param jitter a random number from 0 to its argument, both included
     * @param succession the way to the supervisor that takes this one's place
     * @param inheritance the way to the one whose place this one takes; empty if it was started by itself
     */
    public Supervisor(
            BlockingQueue<Event> inbox,
            Hands hands,
            LongSupplier ticker,
            LongUnaryOperator jitter,
            EventLog log,
            Succession succession,
            Optional<Inheritance> inheritance,
            ServiceManager manager) {
        this.inbox = inbox;
        this.hands = hands;
        this.ticker = ticker;
        this.log = log;
        this.journal = new Journal(log);
        this.workers = new WorkerTable(jitter);
        this.startedAt = ticker.getAsLong();
        this.upgrade = new Upgrade(succession, log);
        this.heir = new Heir(inheritance, log);
        this.manager = manager;
        this.execution = new Execution(hands, journal, heir::waiting);
        this.workerCommands = new WorkerCommands(workers, hands, execution, ticker);
    }

    /**
     * Starts the first generation and runs until everything has ended, on the calling thread. Returns the exit code of
     * the whole server.
     */
    public ExitCode run() throws InterruptedException {
        begin();
        long awake = ticker.getAsLong();
        while (!ended()) {
            Duration wait = untilNextDeadline();
            Event event = inbox.poll(wait.toNanos(), NANOSECONDS); // null: a deadline fell due
            noticeStandstill(awake, wait);
            awake = ticker.getAsLong();
            step(Optional.ofNullable(event));
            hands.rest();
        }
        return exitCode;
    }

    private Duration untilNextDeadline() {
        long now = ticker.getAsLong();
        Duration told = manager.turn(
                now, () -> Census.standing(target, leavesAt.isPresent(), reload, workers, upgrade.sentence(), now));
        return Stream.of(
                        reconciler.untilNextDeadline(workers, now), upgrade.untilDeadline(now), told, untilLeaving(now))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Duration untilLeaving(long now) {
        return leavesAt.isPresent() ? Duration.ofNanos(Math.max(0, leavesAt.getAsLong() - now)) : Duration.ofDays(1);
    }

    /** Orders the first generation. */
    void begin() {
        reload.begin(ticker.getAsLong());
        hands.prepare(reload.generation());
    }

    boolean ended() {
        boolean waited = !reload.preparing() || target.stop() == Stop.QUICK; // it may hang where it cannot be cancelled
        return target.stopping() && workers.isEmpty() && waited && !upgrade.underWay();
    }

    /** One turn of the loop. */
    void step(Optional<Event> event) {
        observe();
        upgrade.tick(ticker.getAsLong());
        event.ifPresent(this::apply);
        if (leavesAt.isPresent() && ticker.getAsLong() - leavesAt.getAsLong() >= 0) {
            stop(Stop.GRACEFUL, "drain_delay is over");
        }
        autoscale();
        reconcile();
    }

    ExitCode exitCode() {
        return exitCode;
    }

    private void reconcile() {
        long now = ticker.getAsLong();
        List<Action> actions = reconciler.next(target, workers, now);
        while (!actions.isEmpty()) {
            for (Action action : actions) {
                if (action instanceof Action.Spawn spawn) {
                    spawn(spawn, now);
                } else if (action instanceof Action.Promote promotion) {
                    promote(promotion, now);
                } else {
                    execution.perform(action, now);
                }
            }
            actions = reconciler.next(target, workers, now);
        }
        noticeCompletion(now);
    }

    /**
     * If this process was stopped, or its machine, then no worker's deadline has passed because of that.
     *
     * @param awake when the loop last woke up; it may have been stopped while it worked as well as while it waited
     * @param wait how long it meant to wait since
     */
    void noticeStandstill(long awake, Duration wait) {
        long now = ticker.getAsLong();
        long late = now - awake - wait.toNanos();
        if (late > STOOD_STILL.toNanos()) {
            log.warning("supervisor.stood_still", "for", Duration.ofNanos(late));
            workers.shift(late, now);
            upgrade.shift(late);
            leavesAt = leavesAt.isPresent() ? OptionalLong.of(leavesAt.getAsLong() + late) : leavesAt;
        }
    }

    private void observe() {
        long now = ticker.getAsLong();
        for (Worker worker : workers.all()) {
            if (worker.is(READY, SPARE, DRAINING)) {
                Hands.Vitals vitals = hands.vitals(worker.row(), now);
                worker.observed(now - vitals.silentNanos(), vitals.requests(), vitals.load(), now);
            }
        }
    }

    private void apply(Event event) {
        if (event instanceof Event.SignalReceived signal) {
            signalReceived(signal.name());
        } else if (event instanceof Event.WorkerSaid said) {
            workers.byId(said.worker()).ifPresent(worker -> workerSaid(worker, said.fact()));
        } else if (event instanceof Event.ProcessExited exited) {
            workers.byPid(exited.pid()).ifPresent(worker -> exited(worker, exited));
        } else if (event instanceof Event.Prepared prepared) {
            prepared(prepared);
        } else if (event instanceof Event.NotPrepared failed) {
            reload.prepared();
            candidateFailed(failed.generation(), failed.code(), failed.message(), List.of());
        } else if (event instanceof Event.Asked asked) {
            asked.answer().complete(commanded(asked.command(), asked.by()));
        } else if (event instanceof Event.StatusWanted wanted) {
            wanted.answer()
                    .complete(Census.of(
                            target,
                            leavesAt.isPresent(),
                            reload,
                            workers,
                            exits,
                            hands,
                            upgrade.sentence(),
                            startedAt,
                            ticker.getAsLong()));
        } else if (event instanceof Event.SuccessorSaid said) {
            if (upgrade.said(said.message(), ticker.getAsLong())) {
                stop(Stop.GRACEFUL, "upgrade");
            }
        } else if (event instanceof Event.SuccessorEnded ended) {
            successorEnded(ended);
        } else if (event instanceof Event.PredecessorSaid said) {
            predecessorSaid(said.message());
        } else if (event instanceof Event.PredecessorGone) {
            predecessorGone();
        } else if (event instanceof Event.FilesChanged changed) {
            if (!leaving()) {
                log.info("reload.files_changed", "file", changed.what());
                reload();
            }
        } else if (event instanceof Event.CertificatesRenewed renewed) {
            hands.renewCertificates(renewed.generation());
        } else {
            throw new AssertionError("no branch for " + event);
        }
    }

    private void signalReceived(String name) {
        log.info("supervisor.signal", "name", name);
        switch (name) {
            case "HUP" -> {
                if (!leaving()) {
                    reload();
                }
            }
            case "USR2" -> upgrade("signal USR2");
            case "TERM" -> {
                if (upgrade.leaving() && target.stop() == Stop.GRACEFUL) {
                    log.info("upgrade.leaving", "reason", "its successor serves; INT does not wait for requests");
                } else {
                    leave("signal TERM");
                }
            }
            case "INT" -> stop(Stop.QUICK, "signal INT");
            case "TTIN" -> scale(target.workers() + 1, "signal TTIN");
            case "TTOU" -> scale(target.workers() - 1, "signal TTOU");
            case "USR1" -> reopenLogs();
            default -> throw new AssertionError("no branch for signal " + name);
        }
    }

    private Outcome commanded(Command command, String by) {
        log.info("supervisor.command", "command", command, "by", by);
        if (command instanceof Command.Stop stop) {
            if (stop.quick()) {
                stop(Stop.QUICK, by);
            } else {
                leave(by);
            }
            return Outcome.accepted("the server is stopping");
        } else if (command instanceof Command.Reopen) {
            reopenLogs();
            return Outcome.accepted("the log files are opened again");
        } else if (command instanceof Command.Tell
                || command instanceof Command.Dump
                || command instanceof Command.LogLevel) {
            return workerCommands.answer(command, by);
        } else if (leaving()) {
            return Outcome.refused("the server is stopping");
        } else if (command instanceof Command.Reload) {
            return reload();
        } else if (command instanceof Command.Upgrade) {
            return upgrade(by);
        } else if (command instanceof Command.Scale scale) {
            return scale(scale.workers(), by);
        } else if (command instanceof Command.ScaleBy scale) {
            return scale(target.workers() + scale.delta(), by);
        }
        Outcome outcome = workerCommands.answer(command, by);
        complete = complete && !outcome.accepted();
        return outcome;
    }

    private void reopenLogs() {
        hands.reopenLogs();
        workers.all().forEach(worker -> hands.reopen(worker.id()));
    }

    /** Whether it stops, or is about to. */
    private boolean leaving() {
        return target.stopping() || leavesAt.isPresent();
    }

    private Duration drainDelay() {
        return target.serving()
                .map(generation -> generation.policy().drainDelay())
                .orElse(Duration.ZERO);
    }

    /** At once, or after drain_delay; if that has begun, or nobody knows this supervisor yet, at once. */
    private void leave(String reason) {
        if (leaving() || heir.waiting() || drainDelay().isZero()) {
            stop(Stop.GRACEFUL, reason);
        } else {
            upgrade.abandon(false, ticker.getAsLong());
            leavesAt = OptionalLong.of(ticker.getAsLong() + drainDelay().toNanos());
            log.info("supervisor.leaving", "reason", reason, "drain_delay", drainDelay());
        }
    }

    private void stop(Stop how, String reason) {
        leavesAt = OptionalLong.empty();
        boolean first = !target.stopping();
        target = target.stopped(how);
        log.info(
                "supervisor.stopping",
                "how",
                target.stop().name().toLowerCase(Locale.ROOT),
                "reason",
                reason,
                "workers",
                workers.count(BOOTING, READY, SPARE, DRAINING, SILENT, KILLED));
        upgrade.abandon(target.stop() == Stop.QUICK, ticker.getAsLong());
        if (first) {
            hands.cancelPreparation();
            hands.closeListeners();
        }
    }

    private void autoscale() {
        if (target.stopping()
                || target.serving().isEmpty()
                || target.candidate().isPresent()) {
            return;
        }
        Policy policy = target.serving().get().policy();
        if (!policy.elastic()) {
            return;
        }
        Autoscaler.Load load =
                Autoscaler.Load.of(workers.all(), policy.scaling().threads(), hands.availableMemory());
        autoscaler.next(load, target.workers(), policy, ticker.getAsLong()).ifPresent(decision -> {
            if (decision.to() == target.workers()) {
                log.warning(
                        "workers.unchanged",
                        "workers",
                        target.workers(),
                        "reason",
                        decision.reason(),
                        "figures",
                        decision.figures());
            } else {
                changeWorkers(decision.to(), decision.reason(), decision.figures());
            }
        });
    }

    private Outcome scale(int number, String by) {
        if (target.stopping() || target.serving().isEmpty()) {
            log.warning("workers.unchanged", "reason", "the server is not serving");
            return Outcome.refused("the server is not serving");
        } else if (number < 1) {
            log.warning("workers.unchanged", "workers", target.workers(), "reason", "there must be at least one");
            return Outcome.refused("there must be at least one worker");
        } else if (number > Scoreboard.ROWS) {
            String reason = "there can be at most " + Scoreboard.ROWS;
            log.warning("workers.unchanged", "workers", target.workers(), "asked", number, "reason", reason);
            return Outcome.refused("not " + number + " workers: " + reason);
        }
        Policy policy = target.serving().get().policy();
        if (policy.elastic() && policy.bounded(number) != number) {
            String reason =
                    "workers = \"" + policy.workers() + ":" + policy.scaling().most() + "\"";
            log.warning("workers.unchanged", "workers", target.workers(), "asked", number, "reason", reason);
            return Outcome.refused("not " + number + " workers: " + reason);
        }
        changeWorkers(number, by, "");
        return Outcome.accepted("there shall be " + number + (number == 1 ? " worker" : " workers"));
    }

    private void changeWorkers(int number, String reason, String figures) {
        for (int place = number + 1; place <= target.workers(); place++) {
            workers.forgetPlace(place);
        }
        log.info("workers.changed", "from", target.workers(), "to", number, "reason", reason, "figures", figures);
        target = target.withWorkers(number);
        complete = false;
    }

    /** Prepares a new generation; while one is being prepared or tried, remembers that another one is wanted. */
    private Outcome reload() {
        manager.reloadAsked();
        if (upgrade.underWay()) {
            upgrade.reloadWanted();
            log.info("reload.queued", "behind", "the upgrade");
            return Outcome.reloading(
                    reload.generation() + 1,
                    "generation " + (reload.generation() + 1) + " follows when the upgrade is decided");
        } else if (reload.preparing() || target.candidate().isPresent()) {
            reload.again();
            log.info("reload.queued", "behind_generation", reload.generation());
            return Outcome.reloading(
                    reload.generation() + 1,
                    "generation " + (reload.generation() + 1) + " follows when generation " + reload.generation()
                            + " is decided");
        } else {
            reload.begin(ticker.getAsLong());
            log.info("reload.started", "generation", reload.generation());
            hands.prepare(reload.generation());
            return Outcome.reloading(reload.generation(), "generation " + reload.generation() + " is being prepared");
        }
    }

    private Outcome upgrade(String by) {
        Outcome outcome = upgrade.begin(
                by,
                target.serving()
                        .map(generation -> generation.policy().bootTimeout())
                        .orElse(Duration.ZERO),
                busy(),
                ticker.getAsLong(),
                () -> hands.shareListeners(true));
        hands.shareListeners(upgrade.underWay());
        return outcome;
    }

    /** Why there can be no upgrade at the moment. */
    private Optional<String> busy() {
        if (leaving()) {
            return Optional.of("the server is stopping");
        } else if (heir.waiting()) {
            return Optional.of("this process has not taken over itself yet");
        } else if (target.serving().isEmpty()) {
            return Optional.of("the server is starting");
        } else if (reload.preparing() || target.candidate().isPresent()) {
            return Optional.of("generation " + reload.generation() + " is being tried; ask again when it is decided");
        }
        return Optional.empty();
    }

    private void successorEnded(Event.SuccessorEnded ended) {
        boolean wanted = upgrade.ended(ended.how(), ended.output());
        if (!upgrade.leaving()) {
            hands.shareListeners(false);
            if (wanted && !leaving()) {
                reload();
            }
        }
    }

    private void predecessorSaid(Handover message) {
        if (message instanceof Handover.TakeOver) {
            heir.entrusted();
            complete = false;
        }
    }

    private void predecessorGone() {
        if (heir.waiting() && !target.stopping()) {
            takeOver(); // whatever this one has, it is all there is
        }
        heir.predecessorGone();
    }

    private void takeOver() {
        heir.takeOver();
        workers.all().stream().filter(Worker::accepting).forEach(worker -> hands.accept(worker.id()));
        heir.serving();
    }

    private void prepared(Event.Prepared prepared) {
        reload.prepared();
        heir.progress("prepared");
        if (!target.stopping()) {
            workers.forgetFailures();
            target = target.withCandidate(prepared.asGeneration());
            complete = false;
        }
    }

    private void workerSaid(Worker worker, Fact fact) {
        if (fact instanceof Fact.Ready) {
            ready(worker);
        } else if (fact instanceof Fact.Failed failed) {
            worker.bootFailed(failed.application(), failed.reason());
        } else if (fact instanceof Fact.AppFailed failed) {
            journal.appFailed(worker, failed);
        } else if (fact instanceof Fact.Draining) {
            worker.stoppedAccepting();
        } else if (fact instanceof Fact.Drained) {
            journal.drained(worker);
            hands.dismiss(worker.id());
        } else if (fact instanceof Fact.TimedOut timedOut) {
            journal.timedOut(worker, timedOut);
        } else if (fact instanceof Fact.Stuck stuck) {
            journal.stuck(worker, stuck);
            worker.replace(ExitCause.STUCK_REQUEST, "stuck request");
        } else if (fact instanceof Fact.Unhealthy unhealthy) {
            journal.unhealthy(worker, unhealthy);
            worker.replace(ExitCause.UNHEALTHY, "health check: " + unhealthy.reason());
        } else if (fact instanceof Fact.Signalled signalled) {
            journal.signalled(worker, signalled);
            worker.replace(ExitCause.SIGNALLED, "signal " + signalled.signal() + " sent to the worker");
        } else if (fact instanceof Fact.Answered) {
            worker.excusedNoMore(ticker.getAsLong());
        } else if (fact instanceof Fact.Note note) {
            journal.note(worker, note);
        } else {
            throw new AssertionError("no branch for " + fact);
        }
    }

    private void ready(Worker worker) {
        if (!worker.is(BOOTING)) {
            return; // it was killed, or told to leave, while it said so
        }
        long now = ticker.getAsLong();
        worker.ready(now);
        journal.ready(worker, now);
        heir.progress("worker " + worker.slot() + " is ready");
        if (target.tries(worker.generation()) && !target.stopping()) {
            target = target.promoted();
            complete = false;
            hands.promoted(worker.generation());
            if (reload.finishedTrying()) {
                reload();
            }
        }
    }

    private void exited(Worker worker, Event.ProcessExited exit) {
        long now = ticker.getAsLong();
        Optional<String> ordered = worker.leavingBecause();
        boolean planned = worker.is(DRAINING);
        Hands.Vitals vitals = hands.vitals(worker.row(), now);
        List<String> output = hands.released(worker.id());
        workers.gone(worker, now, target.serves(worker.generation()));
        ExitReason reason = ExitReason.of(exit, worker, output);
        exits.add(new Exit(
                Instant.now(),
                worker.id(),
                worker.slot(),
                worker.pid(),
                worker.generation(),
                reason.cause(),
                reason.how(),
                reason.detail(ordered.or(worker::bootFailure)),
                vitals.requests(),
                vitals.inFlight(),
                Duration.ofNanos(now - worker.spawnedAt()),
                ExitHistory.shortened(output)));
        // What was to leave may still end otherwise than it should.
        journal.exited(worker, reason, vitals, planned && exit.signal().isEmpty(), now);
        if (!planned) {
            complete = false;
            if (!worker.everReady() && target.tries(worker.generation()) && !anotherMayGetReady()) {
                String message = ordered.or(worker::bootFailure).orElse(reason.sentence());
                candidateFailed(
                        worker.generation(),
                        worker.applicationFailed() ? ExitCode.APP : ExitCode.BOOT,
                        message,
                        output);
            } else if (!target.stopping()) {
                announcePause(worker, now);
            }
        }
    }

    /** At the first start, one worker's failure decides nothing as long as others are booting. */
    private boolean anotherMayGetReady() {
        return target.serving().isEmpty() && workers.count(BOOTING) > 0;
    }

    private void announcePause(Worker worker, long now) {
        long pause = workers.notBefore(worker.place(), now) - now;
        if (pause > 0) {
            journal.crashLoop(worker.slot(), workers.failures(worker.place()), Duration.ofNanos(pause));
        }
    }

    /** The old generation goes on; if there is none, the server ends. */
    private void candidateFailed(int generation, ExitCode code, String message, List<String> output) {
        if (target.stopping()) {
            return;
        }
        target = target.withoutCandidate();
        reload.failed(generation, message);
        hands.abandoned(generation);
        if (target.serving().isPresent()) {
            log.error(
                    "reload.failed",
                    "generation",
                    generation,
                    "serving_generation",
                    target.serving().get().number(),
                    "reason",
                    message);
            log.lines("reload.failed", output);
            if (reload.finishedTrying()) {
                reload();
            }
        } else {
            exitCode = code;
            log.fatal(code, message, output);
            stop(Stop.QUICK, "the first start failed");
        }
    }

    private void spawn(Action.Spawn spawn, long now) {
        Worker worker = workers.add(spawn, now);
        journal.spawning(worker);
        try {
            worker.pid(hands.spawn(worker.id(), worker.slot(), worker.row(), worker.generation()));
            journal.spawned(worker);
        } catch (IOException e) {
            journal.notSpawned(worker, e.getMessage());
            workers.gone(worker, now, target.serves(worker.generation()));
            if (target.tries(worker.generation())) {
                candidateFailed(worker.generation(), ExitCode.BOOT, "no process: " + e.getMessage(), List.of());
            }
        }
    }

    private void promote(Action.Promote promotion, long now) {
        Worker worker = promotion.worker();
        Duration waited = Duration.ofNanos(now - worker.readyAt());
        workers.promote(worker, promotion.place(), now);
        journal.promoted(worker, promotion.reason(), waited);
    }

    /** Says once that all workers serve, that all are of the newest generation and no other one takes connections. */
    private void noticeCompletion(long now) {
        if (complete || target.serving().isEmpty() || target.stopping()) {
            return;
        }
        int generation = target.serving().get().number();
        if (workers.all().stream().anyMatch(worker -> worker.generation() != generation && worker.mayAccept())) {
            return;
        }
        for (int place = 1; place <= target.workers(); place++) {
            if (workers.inPlace(place, READY).stream().noneMatch(worker -> worker.generation() == generation)) {
                return;
            }
        }
        if (heir.waiting()) {
            if (!heir.complete()) {
                return;
            }
            takeOver();
        }
        complete = true;
        reload.completed(generation, now).ifPresent(after -> {
            String event = generation == 1 ? "server.ready" : "reload.done";
            log.info(event, "workers", target.workers(), "generation", generation, "after", after);
        });
    }
}
