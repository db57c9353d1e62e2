package org.junicorn.launcher.ctl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Requests per second of each worker, between the last two looks. */
final class Rates {
    private static final long PAUSE_MILLIS = 300;

    private Map<Object, Long> before = Map.of();
    private Map<Object, Long> latest = Map.of();
    private long beforeAt;
    private long latestAt;

    /** Looks at an answer. Returns whether it is the first one that has workers. */
    boolean note(Map<String, Object> data) {
        if (!(data.get("workers") instanceof List<?> workers)) {
            return false;
        }
        Map<Object, Long> requests = new HashMap<>();
        for (Object each : workers) {
            if (each instanceof Map<?, ?> worker
                    && worker.get("pid") instanceof Long pid
                    && worker.get("requests") instanceof Long count) {
                requests.put(pid, count);
            }
        }
        boolean first = latestAt == 0;
        before = latest;
        beforeAt = latestAt;
        latest = requests;
        latestAt = System.nanoTime();
        return first;
    }

    void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of the worker with this pid; empty if it was seen only once. */
    Optional<Double> of(Object pid) {
        Long from = before.get(pid);
        Long to = latest.get(pid);
        return from == null || to == null
                ? Optional.empty()
                : Optional.of(Math.max(0, to - from) * 1e9 / Math.max(1, latestAt - beforeAt));
    }
}
