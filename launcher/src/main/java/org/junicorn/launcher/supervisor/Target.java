package org.junicorn.launcher.supervisor;

import java.util.Optional;

/**
 * What the supervisor wants: how many workers, of which generation, or none at all.
 *
 * @param workers how many should serve
 * @param serving the generation that has proven itself: one of its workers was ready once; empty during the first start
 * @param candidate the generation that is to take over and has not proven itself
 * @param stop whether, and how, everything should end
 */
record Target(int workers, Optional<Generation> serving, Optional<Generation> candidate, Stop stop) {
    enum Stop {
        /** Serve. */
        NO,
        /** Let each worker finish its requests. */
        GRACEFUL,
        /** End now. */
        QUICK
    }

    /** A prepared application together with one snapshot of the settings; numbered from 1. */
    record Generation(int number, Policy policy) {}

    static Target none() {
        return new Target(0, Optional.empty(), Optional.empty(), Stop.NO);
    }

    boolean stopping() {
        return stop != Stop.NO;
    }

    boolean serves(int generation) {
        return serving.isPresent() && serving.get().number() == generation;
    }

    boolean tries(int generation) {
        return candidate.isPresent() && candidate.get().number() == generation;
    }

    /** A generation was prepared and shall take over. */
    Target withCandidate(Generation generation) {
        return new Target(
                serving.isPresent() ? workers : generation.policy().workers(), serving, Optional.of(generation), stop);
    }

    /** The candidate has a worker that is ready: from now on it is the one that serves. */
    Target promoted() {
        Generation generation = candidate.orElseThrow();
        Policy policy = generation.policy();
        int number = serving.isPresent() && policy.elastic() ? policy.bounded(workers) : policy.workers();
        return new Target(number, candidate, Optional.empty(), stop);
    }

    /** The candidate failed. */
    Target withoutCandidate() {
        return new Target(workers, serving, Optional.empty(), stop);
    }

    Target withWorkers(int number) {
        return new Target(number, serving, candidate, stop);
    }

    /** The end was ordered; ordered a second time, it is the quick one. */
    Target stopped(Stop how) {
        return new Target(workers, serving, candidate, stop == Stop.NO ? how : Stop.QUICK);
    }
}
