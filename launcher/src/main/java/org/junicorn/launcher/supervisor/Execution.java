package org.junicorn.launcher.supervisor;

import static org.junicorn.launcher.supervisor.WorkerState.READY;

import java.util.function.BooleanSupplier;

/** Does what was decided about a worker that is there: in its books, in the log, and to its process. */
final class Execution {
    private final Hands hands;
    private final Journal journal;
    private final BooleanSupplier heirWaits;

    /** @param heirWaits tells whether another supervisor's workers take the connections still */
    Execution(Hands hands, Journal journal, BooleanSupplier heirWaits) {
        this.hands = hands;
        this.journal = journal;
        this.heirWaits = heirWaits;
    }

    /** @param now a reading of the ticker, from which the action's deadlines count */
    void perform(Action action, long now) {
        if (action instanceof Action.Accept accept) {
            accept(accept);
        } else if (action instanceof Action.Drain drain) {
            drain(drain, now);
        } else if (action instanceof Action.Quit quit) {
            quit(quit, now);
        } else if (action instanceof Action.Dump dump) {
            dump(dump, now);
        } else if (action instanceof Action.Kill kill) {
            kill(kill);
        } else {
            throw new AssertionError("no branch for " + action);
        }
    }

    private void accept(Action.Accept accept) {
        accept.worker().accept();
        if (!heirWaits.getAsBoolean()) {
            hands.accept(accept.worker().id());
        }
    }

    private void drain(Action.Drain drain, long now) {
        Worker worker = drain.worker();
        worker.drain(drain.because(), now + drain.timeout().plus(drain.grace()).toNanos());
        journal.draining(drain);
        hands.drain(worker.id(), worker.generation(), drain.timeout());
    }

    private void quit(Action.Quit quit, long now) {
        quit.worker().drain(quit.because(), now + quit.grace().toNanos());
        journal.quitting(quit);
        hands.quit(quit.worker().id());
    }

    private void dump(Action.Dump dump, long now) {
        Worker worker = dump.worker();
        if (worker.is(READY)) {
            // If it wakes up, as a stopped process does for the dump, it must not take connections that die with it.
            hands.drain(worker.id(), worker.generation(), dump.grace());
        }
        worker.silent("no heartbeat for more than timeout", now + dump.grace().toNanos());
        journal.silent(dump);
        hands.dump(worker.pid());
    }

    private void kill(Action.Kill kill) {
        kill.worker().killed(kill.cause(), kill.because());
        journal.killed(kill);
        hands.kill(kill.worker().pid());
    }
}
