package org.junicorn.launcher.process;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which applications, by their paths, each worker serves. As long as any worker serves one, a new worker that cannot is
 * not let in its place: nothing that works is given up for something that does not. Safe for all threads.
 */
final class Served {
    private final Map<Long, Paths> byWorker = new ConcurrentHashMap<>();

    private static final class Paths {
        private final Set<String> paths;
        private boolean ready;

        Paths(List<String> paths) {
            this.paths = new HashSet<>(paths);
        }

        synchronized void failed(String path) {
            paths.remove(path);
        }

        synchronized void ready() {
            ready = true;
        }

        synchronized Set<String> served() {
            return ready ? Set.copyOf(paths) : Set.of();
        }
    }

    /** A worker is going to try these. */
    void tries(long worker, List<String> paths) {
        byWorker.put(worker, new Paths(paths));
    }

    void failed(long worker, String path) {
        Paths known = byWorker.get(worker);
        if (known != null) {
            known.failed(path);
        }
    }

    /** What a worker has tried and has not failed with, it serves from now on. */
    void ready(long worker) {
        Paths known = byWorker.get(worker);
        if (known != null) {
            known.ready();
        }
    }

    void gone(long worker) {
        byWorker.remove(worker);
    }

    /** What some worker serves. */
    Set<String> paths() {
        Set<String> all = new HashSet<>();
        byWorker.values().forEach(paths -> all.addAll(paths.served()));
        return all;
    }
}
