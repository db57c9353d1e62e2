package org.junicorn.launcher.worker;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junicorn.container.Container;
import org.junicorn.container.ContainerEvents.RunningRequest;
import org.junicorn.container.tls.Certificates;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.Order;
import org.junicorn.launcher.channel.Scoreboard;
import org.junicorn.launcher.hooks.WorkerHookCalls;
import org.junicorn.launcher.log.EventLog;

/**
 * What the worker does on orders: {@code booting → ready → accepting → draining → leaving}. Orders come on one thread;
 * the boot ends on another, so the state is guarded by this object's lock. A drain runs on a thread of its own, so that a
 * quick end is still heard.
 */
final class Life {
    /** An idle connection is closed when it has been idle for this long while draining (nginx: keepalive_min_timeout). */
    private static final Duration IDLE_GRACE = Duration.ofSeconds(5);

    private static final Duration RESERVE = Duration.ofSeconds(2);

    private final Order.Begin begin;
    private final WorkerMain.FactWriter facts;
    private final Leaving leaving;
    private Optional<Booted> booted = Optional.empty();
    private Optional<Certificates> renewed = Optional.empty();
    private boolean accepting;
    private boolean draining;
    private boolean reopen;
    private boolean shared;
    private boolean ended; // guarded by what has booted

    private record Booted(
            Container container,
            List<Container.Listener> listeners,
            Scoreboard.Row row,
            Optional<WorkerHookCalls> hooks) {}

    Life(Order.Begin begin, WorkerMain.FactWriter facts, Leaving leaving) {
        this.begin = begin;
        this.facts = facts;
        this.leaving = leaving;
    }

    /** The application is deployed. */
    synchronized void booted(
            Container container,
            List<Container.Listener> listeners,
            Scoreboard.Row row,
            Optional<WorkerHookCalls> hooks) {
        booted = Optional.of(new Booted(container, listeners, row, hooks));
        if (reopen) {
            container.reopenLogs();
        }
        renewed.ifPresent(this::renew);
    }

    void follow(Order order) {
        if (order instanceof Order.Accept) {
            accept();
        } else if (order instanceof Order.Drain drain) {
            drain(drain.timeout(), Set.copyOf(drain.sweep()));
        } else if (order instanceof Order.Quit) {
            quit();
        } else if (order instanceof Order.Reopen) {
            synchronized (this) {
                reopen = booted.isEmpty(); // the log may be open already, under the name it had
                booted.ifPresent(ready -> ready.container().reopenLogs());
            }
        } else if (order instanceof Order.Renew renew) {
            renew(renew.certificates());
        } else if (order instanceof Order.Shared others) {
            synchronized (this) {
                shared = others.shared();
            }
        } else if (order instanceof Order.Threads threads) {
            answers().threads(threads);
        } else if (order instanceof Order.Gc gc) {
            answers().gc(gc);
        } else if (order instanceof Order.Heap heap) {
            answers().heap(heap);
        } else if (order instanceof Order.LogLevel level) {
            WorkerLogging.levels().set(level.logger(), EventLog.Level.valueOf(level.level()));
        } else if (order instanceof Order.Begin) {
            throw new IllegalArgumentException("the worker has begun already");
        } else {
            throw new AssertionError("no branch for " + order);
        }
    }

    /** During the boot it waits for its end: what the worker began with was read before. */
    private synchronized void renew(Certificates certificates) {
        if (booted.isEmpty()) {
            renewed = Optional.of(certificates);
            return;
        }
        try {
            booted.get().container().renew(certificates);
            facts.tell(new Fact.Note("INFO", "worker.certificates_renewed", "for connections from now on"));
        } catch (GeneralSecurityException e) {
            facts.tell(new Fact.Note("ERROR", "worker.certificates_refused", e + "; the old ones stay"));
        }
    }

    private Answers answers() {
        return new Answers(facts, this::runningRequests);
    }

    private synchronized List<RunningRequest> runningRequests() {
        return booted.map(ready -> ready.container().runningRequests()).orElse(List.of());
    }

    /** The supervisor is gone: nobody else will answer what is in the queues, unless it was about to be replaced. */
    void orphaned() {
        boolean alone;
        synchronized (this) {
            alone = !shared;
            if (draining) {
                return; // it has no more orders for a worker that leaves
            }
        }
        System.err.println("junicorn: worker " + begin.slot() + ": the supervisor is gone, draining");
        drain(
                begin.gracefulTimeout(),
                alone ? listeners().stream().map(Container.Listener::name).collect(Collectors.toSet()) : Set.of());
    }

    private synchronized List<Container.Listener> listeners() {
        return booted.map(Booted::listeners).orElse(List.of());
    }

    private synchronized void accept() {
        Booted ready = booted.orElseThrow();
        if (!accepting && !draining) {
            accepting = true;
            ready.row().slowStart(begin.standby().slowStart());
            ready.row().accepting(true);
            ready.container().accept(ready.listeners());
        }
    }

    private void drain(Duration timeout, Set<String> sweep) {
        Booted ready;
        synchronized (this) {
            if (draining) {
                return;
            }
            draining = true;
            if (!accepting) { // nothing was accepted yet
                quit();
                return;
            }
            ready = booted.orElseThrow();
            ready.row().accepting(false);
        }
        new Thread(() -> finish(ready, timeout, sweep), "drain").start();
    }

    /**
     * How long sessions are served that only this worker can serve: while others take their requests and hand them on, and
     * a little less than it may take as a whole. When the server ends, nobody does.
     */
    private static Duration patience(Booted ready, Duration timeout, Set<String> sweep) {
        boolean last = ready.listeners().stream().allMatch(listener -> sweep.contains(listener.name()));
        Duration reserve = timeout.dividedBy(10);
        return last ? Duration.ZERO : timeout.minus(reserve.compareTo(RESERVE) < 0 ? reserve : RESERVE);
    }

    private void finish(Booted ready, Duration timeout, Set<String> sweep) {
        leaving.within(timeout);
        Duration idle = IDLE_GRACE.compareTo(timeout.dividedBy(2)) < 0 ? IDLE_GRACE : timeout.dividedBy(2);
        try {
            CompletableFuture<Void> drained = ready.container().drain(sweep, idle, patience(ready, timeout, sweep));
            ready.container().stoppedAccepting().thenRun(() -> facts.tell(new Fact.Draining()));
            drained.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            facts.tell(new Fact.Drained());
        } catch (TimeoutException e) {
            facts.tell(new Fact.Note(
                    "WARNING",
                    "worker.drain_incomplete",
                    ready.container().openConnections() + " connections are still open"));
        } catch (ExecutionException | InterruptedException e) {
            facts.tell(new Fact.Note("ERROR", "worker.drain_failed", e.toString()));
        }
        end(ready);
    }

    /** Whoever comes first ends the application; the other one waits for it. */
    private void end(Booted ready) {
        synchronized (ready) {
            ready.container().close();
            if (!ended) {
                ended = true;
                ready.hooks().ifPresent(WorkerHookCalls::workerExit);
            }
        }
        leaving.exit(0);
    }

    private void quit() {
        Optional<Booted> ready;
        synchronized (this) {
            draining = true;
            ready = booted;
        }
        new Thread(
                        () -> {
                            leaving.within(Duration.ZERO); // the supervisor may be gone and kill nobody any more
                            ready.flatMap(Booted::hooks).ifPresent(WorkerHookCalls::workerInt);
                            ready.ifPresent(this::end);
                            leaving.exit(0);
                        },
                        "quit")
                .start();
    }
}
