package org.junicorn.launcher.supervisor;

import static org.junicorn.launcher.supervisor.WorkerState.KILLED;
import static org.junicorn.launcher.supervisor.WorkerState.READY;
import static org.junicorn.launcher.supervisor.WorkerState.SPARE;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junicorn.launcher.channel.Order;

/** Carries out what somebody asks of single workers, or says why it cannot be done. */
final class WorkerCommands {
    private final WorkerTable workers;
    private final Hands hands;
    private final Execution execution;
    private final LongSupplier ticker;

    WorkerCommands(WorkerTable workers, Hands hands, Execution execution, LongSupplier ticker) {
        this.workers = workers;
        this.hands = hands;
        this.execution = execution;
        this.ticker = ticker;
    }

    /** @param by who asks, in the log's words */
    Outcome answer(Command command, String by) {
        if (command instanceof Command.Tell tell) {
            return of(tell.worker(), worker -> tell(worker, tell));
        } else if (command instanceof Command.Dump dump) {
            return of(dump.worker(), this::dump);
        } else if (command instanceof Command.LogLevel level) {
            return logLevel(level);
        } else if (command instanceof Command.Drain drain) {
            return of(drain.worker(), worker -> drain(worker, by));
        } else if (command instanceof Command.Kill kill) {
            return of(kill.worker(), worker -> kill(worker, by));
        } else if (command instanceof Command.Restart restart) {
            return of(restart.worker(), worker -> restart(worker, by));
        }
        throw new AssertionError("no branch for " + command);
    }

    private Outcome of(long id, Function<Worker, Outcome> command) {
        return workers.byId(id)
                .map(command)
                .orElseGet(() -> Outcome.refused("that worker has ended; there are "
                        + workers.all().stream().map(Worker::name).sorted().toList()));
    }

    private Outcome tell(Worker worker, Command.Tell tell) {
        if (worker.is(KILLED)) {
            return Outcome.refused(worker.name() + " is killed");
        }
        worker.excuse(ticker.getAsLong() + tell.grace().toNanos());
        hands.tell(worker.id(), tell.order());
        return Outcome.accepted(worker.name() + " is asked");
    }

    private Outcome dump(Worker worker) {
        hands.dump(worker.pid());
        return Outcome.accepted("the JVM of " + worker.name() + " is asked to print its threads");
    }

    private Outcome logLevel(Command.LogLevel level) {
        hands.logLevel(level.logger(), level.level());
        Order order = new Order.LogLevel(level.logger(), level.level().name());
        workers.all().forEach(worker -> hands.tell(worker.id(), order));
        return Outcome.accepted(
                "the level of " + level.logger() + " is " + level.level().name().toLowerCase(Locale.ROOT));
    }

    private Outcome drain(Worker worker, String by) {
        if (!worker.is(READY)) {
            return Outcome.refused(
                    worker.name() + " is " + worker.stateName() + ", and only a ready worker can be drained");
        }
        execution.perform(Reconciler.drain(worker, "drain asked for by " + by), ticker.getAsLong());
        return Outcome.accepted(worker.name() + " is draining");
    }

    private Outcome kill(Worker worker, String by) {
        if (worker.is(KILLED)) {
            return Outcome.refused(worker.name() + " is killed already");
        }
        execution.perform(new Action.Kill(worker, ExitCause.KILL_ASKED, "kill asked for by " + by), ticker.getAsLong());
        return Outcome.accepted(worker.name() + " is killed");
    }

    private Outcome restart(Worker worker, String by) {
        if (!worker.is(READY, SPARE)) {
            return Outcome.refused(
                    worker.name() + " is " + worker.stateName() + ", and only a ready worker can be restarted");
        }
        worker.replace(ExitCause.ORDERED, "restart asked for by " + by);
        if (worker.is(SPARE)) {
            return Outcome.accepted(worker.name() + " leaves, and another spare boots in its place");
        }
        return Outcome.accepted(worker.name() + " leaves as soon as another one is ready in its place");
    }
}
