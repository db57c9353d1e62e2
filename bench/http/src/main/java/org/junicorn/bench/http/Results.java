package org.junicorn.bench.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was measured on one JDK. Used by one thread. */
final class Results {
    private final Map<Cell, Map<String, List<Sample>>> samples = new EnumMap<>(Cell.class);
    private final Map<Cell, Integer> rates = new EnumMap<>(Cell.class);
    private final Map<Cell, Map<String, String>> failures = new EnumMap<>(Cell.class);
    private final Map<String, Map<String, List<Start>>> starts = new LinkedHashMap<>();
    private final Map<String, Map<String, Start>> firstStarts = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> startFailures = new LinkedHashMap<>();

    void add(Cell cell, String server, Sample sample) {
        samples.computeIfAbsent(cell, c -> new LinkedHashMap<>())
                .computeIfAbsent(server, s -> new ArrayList<>())
                .add(sample);
    }

    /** @param perSecond at which the latencies of this cell are measured */
    void rate(Cell cell, int perSecond) {
        rates.put(cell, perSecond);
    }

    Optional<Integer> rate(Cell cell) {
        return Optional.ofNullable(rates.get(cell));
    }

    /** That it cannot be measured. Only the first reason is kept. */
    void fail(Cell cell, String server, String reason) {
        failures.computeIfAbsent(cell, c -> new LinkedHashMap<>()).putIfAbsent(server, reason);
    }

    /** @param first whether it found nothing of a start before */
    void add(String application, String server, Start start, boolean first) {
        if (first) {
            // So that the servers are in the order of the first round, which is the one that was asked for.
            starts.computeIfAbsent(application, a -> new LinkedHashMap<>())
                    .computeIfAbsent(server, s -> new ArrayList<>());
            firstStarts.computeIfAbsent(application, a -> new LinkedHashMap<>()).putIfAbsent(server, start);
        } else {
            starts.computeIfAbsent(application, a -> new LinkedHashMap<>())
                    .computeIfAbsent(server, s -> new ArrayList<>())
                    .add(start);
        }
    }

    /** That it does not start. Only the first reason is kept. */
    void failStart(String application, String server, String reason) {
        starts.computeIfAbsent(application, a -> new LinkedHashMap<>());
        startFailures.computeIfAbsent(application, a -> new LinkedHashMap<>()).putIfAbsent(server, reason);
    }

    Map<Cell, Map<String, List<Sample>>> samples() {
        return samples;
    }

    List<Sample> samples(Cell cell, String server) {
        return samples.getOrDefault(cell, Map.of()).getOrDefault(server, List.of());
    }

    Map<String, String> failures(Cell cell) {
        return failures.getOrDefault(cell, Map.of());
    }

    Map<String, Map<String, List<Start>>> starts() {
        return starts;
    }

    Map<String, String> startFailures(String application) {
        return startFailures.getOrDefault(application, Map.of());
    }

    Optional<Start> firstStart(String application, String server) {
        return Optional.ofNullable(
                firstStarts.getOrDefault(application, Map.of()).get(server));
    }
}
