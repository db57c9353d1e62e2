package org.junicorn.launcher.supervisor;

import static org.junicorn.launcher.supervisor.WorkerState.BOOTING;
import static org.junicorn.launcher.supervisor.WorkerState.DRAINING;
import static org.junicorn.launcher.supervisor.WorkerState.KILLED;
import static org.junicorn.launcher.supervisor.WorkerState.READY;
import static org.junicorn.launcher.supervisor.WorkerState.SILENT;
import static org.junicorn.launcher.supervisor.WorkerState.SPARE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junicorn.launcher.supervisor.Action.SpawnReason;
import org.junicorn.launcher.supervisor.Target.Generation;
import org.junicorn.launcher.supervisor.Target.Stop;

/**
 * Decides what happens next in the lives of workers. Pure: it reads the target, the table and the time and returns
 * actions, which the supervisor notes in the table before it carries them out, so that none is ordered twice.
 *
 * <p>The rules, in the order in which they are applied: every worker keeps its deadlines; when the server stops,
 * everybody leaves; places beyond the target are given up; an empty place is filled, after a pause if its workers keep
 * dying; an old or exhausted worker gets a replacement first and is drained when that is ready, never with more than
 * {@code max_surge} processes beyond the target and the spares. A spare of the generation that serves is taken where a
 * worker would be spawned; another one boots when everybody else is there.
 */
final class Reconciler {
    /** How long a silent worker's JVM may take to print its threads before it is killed. */
    static final Duration DUMP_GRACE = Duration.ofSeconds(2);

    /** How long a worker may take to end its application when it must not wait for requests. */
    static final Duration QUIT_GRACE = Duration.ofSeconds(3);

    /** The heartbeats are looked at this often. */
    static final Duration LOOK = Duration.ofMillis(250);

    private static final String QUICK_STOP = "quick stop";

    List<Action> next(Target target, WorkerTable workers, long now) {
        List<Action> actions = new ArrayList<>();
        for (Worker worker : workers.all()) {
            overdue(target, worker, now).ifPresent(actions::add);
        }
        if (!actions.isEmpty()) {
            return actions; // once they are noted, the rest is decided on what is then true
        }
        if (target.stopping()) {
            stop(target, workers, actions);
        } else {
            giveUpPlaces(target, workers, actions);
            giveUpSpares(target, workers, actions);
            for (int place = 1; place <= target.workers(); place++) {
                settle(place, workers, now, actions);
            }
            if (actions.isEmpty()) {
                promoteOne(target, workers, now)
                        .or(() -> tryCandidate(target, workers))
                        .or(() -> fillOne(target, workers, now))
                        .or(() -> replaceOne(target, workers, now))
                        .or(() -> spawnSpare(target, workers, now))
                        .ifPresent(actions::add);
            }
        }
        return actions;
    }

    /** How long nothing can change by itself. */
    Duration untilNextDeadline(WorkerTable workers, long now) {
        long nearest = workers.isEmpty() ? Duration.ofHours(1).toNanos() : LOOK.toNanos();
        for (long deadline : workers.deadlines(now)) {
            nearest = Math.min(nearest, Math.max(0, deadline - now));
        }
        return Duration.ofNanos(nearest);
    }

    private Optional<Action> overdue(Target target, Worker worker, long now) {
        Policy policy = worker.policy();
        if (worker.is(BOOTING)) {
            if (!target.stopping()
                    && !worker.spare() // which is told to leave
                    && !target.serves(worker.generation())
                    && !target.tries(worker.generation())) {
                return Optional.of(new Action.Kill(worker, ExitCause.GIVEN_UP, "its generation was given up"));
            } else if (!policy.bootTimeout().isZero() && now - worker.deadline() >= 0) {
                return Optional.of(new Action.Kill(
                        worker,
                        ExitCause.BOOT_TIMEOUT,
                        "not ready within boot_timeout = " + seconds(policy.bootTimeout())));
            }
        } else if (worker.is(READY, SPARE, DRAINING)) {
            if (worker.is(DRAINING) && now - worker.deadline() >= 0) {
                return Optional.of(new Action.Kill(
                        worker,
                        worker.leavingCause() == ExitCause.STUCK_REQUEST
                                ? ExitCause.STUCK_REQUEST
                                : ExitCause.DRAIN_EXPIRED,
                        worker.leavingBecause().orElse("draining") + ", and its time to drain is over"));
            }
            long silent = worker.everReady() ? now - worker.lastBeatAt() : 0; // before that there are no heartbeats
            if (!policy.timeout().isZero() && silent >= policy.timeout().toNanos()) {
                return Optional.of(new Action.Dump(worker, Duration.ofNanos(silent), DUMP_GRACE));
            }
        } else if (worker.is(SILENT) && now - worker.deadline() >= 0) {
            return Optional.of(new Action.Kill(
                    worker, ExitCause.FROZEN, "no heartbeat for more than timeout = " + seconds(policy.timeout())));
        }
        return Optional.empty();
    }

    private void stop(Target target, WorkerTable workers, List<Action> actions) {
        for (Worker worker : workers.all()) {
            boolean quick = target.stop() == Stop.QUICK
                    || worker.policy().gracefulTimeout().isZero();
            if (worker.is(BOOTING, SPARE) || (quick && worker.is(READY))) {
                actions.add(new Action.Quit(worker, quick ? QUICK_STOP : "stop", QUIT_GRACE));
            } else if (worker.is(READY)) {
                actions.add(drain(worker, "stop"));
            } else if (quick && worker.is(DRAINING) && !worker.leavingBecause().equals(Optional.of(QUICK_STOP))) {
                actions.add(new Action.Quit(worker, QUICK_STOP, QUIT_GRACE));
            }
        }
    }

    private void giveUpPlaces(Target target, WorkerTable workers, List<Action> actions) {
        for (int place : workers.places()) {
            if (place > target.workers()) {
                for (Worker worker : workers.inPlace(place, BOOTING)) {
                    actions.add(new Action.Quit(worker, "scale", QUIT_GRACE));
                }
                for (Worker worker : workers.inPlace(place, READY)) {
                    actions.add(drain(worker, "scale"));
                }
            }
        }
    }

    /** Spares that must not take a place have nothing to finish. */
    private static void giveUpSpares(Target target, WorkerTable workers, List<Action> actions) {
        if (target.serving().isPresent()) {
            Generation serving = target.serving().get();
            for (Worker worker : workers.all()) {
                if (worker.spare() && worker.is(BOOTING, SPARE)) {
                    uselessness(worker, serving)
                            .ifPresent(why -> actions.add(new Action.Quit(worker, why, QUIT_GRACE)));
                }
            }
        }
    }

    private static Optional<String> uselessness(Worker spare, Generation serving) {
        if (spare.generation() != serving.number()) {
            return Optional.of("reload");
        } else if (spare.is(SPARE)) {
            return spare.replaceBecause().or(spare::overLimit);
        }
        return Optional.empty();
    }

    /** A place without a worker that serves takes a spare, also if one boots for it: that takes longer. */
    private static Optional<Action> promoteOne(Target target, WorkerTable workers, long now) {
        Optional<Worker> spare = target.serving().flatMap(generation -> workers.spare(generation.number()));
        if (spare.isPresent()) {
            for (int place = 1; place <= target.workers(); place++) {
                if (workers.inPlace(place, READY).isEmpty() && now - workers.notBefore(place, now) >= 0) {
                    return Optional.of(new Action.Promote(spare.get(), place, reasonToFill(target, workers, place)));
                }
            }
        }
        return Optional.empty();
    }

    /** When all who serve are there, of the generation that serves, and past their first requests: a boot takes CPU time. */
    private static Optional<Action> spawnSpare(Target target, WorkerTable workers, long now) {
        if (target.serving().isEmpty() || target.candidate().isPresent()) {
            return Optional.empty();
        }
        Generation serving = target.serving().get();
        Policy policy = serving.policy();
        int most = target.workers() + policy.spareWorkers() + policy.maxSurge();
        if (policy.spareWorkers() == 0
                || workers.count(BOOTING) >= policy.bootConcurrency()
                || workers.all().size() >= most
                || workers.all().stream().anyMatch(worker -> worker.freshlyPromoted(now))
                || IntStream.rangeClosed(1, target.workers()).anyMatch(place -> workers.inPlace(place, READY).stream()
                        .noneMatch(worker -> worker.generation() == serving.number()))) {
            return Optional.empty();
        }
        return IntStream.rangeClosed(1, policy.spareWorkers())
                .map(number -> -number)
                .filter(place -> workers.inPlace(place, BOOTING, SPARE).isEmpty())
                .filter(place -> workers.inPlace(place, KILLED).stream().allMatch(Worker::everReady))
                .filter(place -> now - workers.notBefore(place, now) >= 0)
                .mapToObj(place -> (Action) new Action.Spawn(place, serving, SpawnReason.SPARE))
                .findFirst();
    }

    /** A place's newest ready worker accepts; any other that is still ready is told to leave after that. */
    private void settle(int place, WorkerTable workers, long now, List<Action> actions) {
        List<Worker> ready = workers.inPlace(place, READY);
        if (!ready.isEmpty()) {
            Worker newest = ready.get(ready.size() - 1);
            if (!newest.accepting()) {
                actions.add(new Action.Accept(newest));
            }
            for (Worker old : ready.subList(0, ready.size() - 1)) {
                actions.add(drain(old, replacementReason(old, newest.generation(), now)));
            }
        }
    }

    /**
     * A candidate takes the place of a ready worker, as a rule. If the generation that serves has none, since all its
     * workers die while they boot, then there is nothing to wait for, and the reload is what may help: the candidate
     * boots beside them.
     */
    private static Optional<Action> tryCandidate(Target target, WorkerTable workers) {
        if (target.serving().isEmpty()
                || target.candidate().isEmpty()
                || workers.count(READY) > 0
                || workers.all().stream().anyMatch(worker -> target.tries(worker.generation()))) {
            return Optional.empty();
        }
        int place = IntStream.rangeClosed(1, target.workers())
                .filter(each -> workers.inPlace(each, BOOTING).isEmpty())
                .findFirst()
                .orElse(1);
        return Optional.of(new Action.Spawn(place, target.candidate().get(), SpawnReason.RELOAD));
    }

    /** With {@code graceful_timeout = 0} it is killed at once; otherwise its application may end in any case. */
    static Action drain(Worker worker, String because) {
        Duration timeout = worker.policy().gracefulTimeout();
        return new Action.Drain(worker, because, timeout, timeout.isZero() ? Duration.ZERO : QUIT_GRACE);
    }

    private Optional<Action> fillOne(Target target, WorkerTable workers, long now) {
        Optional<Generation> generation = target.serving().or(target::candidate);
        if (generation.isEmpty()
                || workers.count(BOOTING) >= generation.get().policy().bootConcurrency()) {
            return Optional.empty();
        }
        if (target.serving().isEmpty() && (workers.count(KILLED) > 0 || workers.candidateFailed())) {
            return Optional.empty(); // the first start has failed, unless one that is booting gets ready
        }
        for (int place = 1; place <= target.workers(); place++) {
            if (lacksWorker(place, generation.get(), workers) && now - workers.notBefore(place, now) >= 0) {
                return Optional.of(new Action.Spawn(place, generation.get(), reasonToFill(target, workers, place)));
            }
        }
        return Optional.empty();
    }

    /**
     * A candidate that is booting does not count: it may never serve. A worker that is on its way out does not count
     * either, so that its place is filled at once; but one that is being killed because it did not get ready is waited
     * for, since its end decides about the pause before the next try.
     */
    private static boolean lacksWorker(int place, Generation serving, WorkerTable workers) {
        return workers.inPlace(place, READY).isEmpty()
                && workers.inPlace(place, BOOTING, KILLED).stream()
                        .filter(worker -> !worker.everReady())
                        .noneMatch(worker -> worker.generation() == serving.number());
    }

    private static SpawnReason reasonToFill(Target target, WorkerTable workers, int place) {
        if (workers.used(place)) {
            return SpawnReason.RESPAWN;
        }
        return target.serving().isPresent()
                        && place > target.serving().get().policy().workers()
                ? SpawnReason.SCALE
                : SpawnReason.START;
    }

    /**
     * Finds the worker whose replacement is most urgent, if the surge allows one more process. Of several old ones the one
     * of the oldest generation comes first, so that reloads in close succession leave none behind.
     */
    private Optional<Action> replaceOne(Target target, WorkerTable workers, long now) {
        Optional<Generation> newest = target.candidate().or(target::serving);
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Policy policy = newest.get().policy();
        long extra = workers.all().size() - workers.spares() - target.workers();
        if (extra >= policy.maxSurge()) {
            return Optional.empty();
        }
        boolean mayBoot = workers.count(BOOTING) < policy.bootConcurrency();
        for (SpawnReason reason : List.of(SpawnReason.RESPAWN, SpawnReason.RELOAD, SpawnReason.RECYCLE)) {
            Optional<Worker> worker = workers.all().stream()
                    .filter(each -> each.is(READY) && each.place() <= target.workers())
                    .filter(each -> workers.inPlace(each.place(), BOOTING).isEmpty())
                    .filter(each -> now - workers.notBefore(each.place(), now) >= 0)
                    .filter(each -> wanted(reason, each, newest.get(), workers, now))
                    .min(Comparator.comparingInt(Worker::generation).thenComparingInt(Worker::place));
            if (worker.isPresent()) {
                Generation next = reason == SpawnReason.RELOAD
                        ? newest.get()
                        : target.serving().orElse(newest.get());
                int place = worker.get().place();
                Optional<Action> promotion =
                        workers.spare(next.number()).map(spare -> new Action.Promote(spare, place, reason));
                return promotion.isPresent() || !mayBoot
                        ? promotion
                        : Optional.of(new Action.Spawn(place, next, reason));
            }
        }
        return Optional.empty();
    }

    private boolean wanted(SpawnReason reason, Worker worker, Generation newest, WorkerTable workers, long now) {
        return switch (reason) {
            case RESPAWN -> worker.replaceBecause().isPresent();
            case RELOAD -> worker.generation() < newest.number() && !candidateIsBooting(newest, workers);
            case RECYCLE -> workers.count(BOOTING) == 0 && exhausted(worker, now);
            case START, SCALE, SPARE -> false;
        };
    }

    /** The first worker of a generation boots alone: if it fails, nothing else was touched. */
    private static boolean candidateIsBooting(Generation newest, WorkerTable workers) {
        return workers.all().stream().anyMatch(worker -> worker.is(BOOTING) && worker.generation() == newest.number())
                && workers.all().stream()
                        .noneMatch(worker -> worker.everReady() && worker.generation() == newest.number());
    }

    private static boolean exhausted(Worker worker, long now) {
        Duration maxAge = worker.policy().maxWorkerAge();
        return worker.requests() >= worker.requestLimit()
                || worker.overLimit().isPresent()
                || (!maxAge.isZero() && now - worker.readyAt() >= maxAge.toNanos());
    }

    /** Why a ready worker is being replaced, in a word for the log. */
    private static String replacementReason(Worker worker, int newestGeneration, long now) {
        if (worker.replaceBecause().isPresent()) {
            return worker.replaceBecause().get();
        } else if (worker.generation() < newestGeneration) {
            return "reload";
        } else if (worker.requests() >= worker.requestLimit()) {
            return "max_requests";
        } else if (worker.overLimit().isPresent()) {
            return worker.overLimit().get();
        }
        return "max_worker_age";
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
