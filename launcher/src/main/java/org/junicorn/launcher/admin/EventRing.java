package org.junicorn.launcher.admin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junicorn.launcher.log.EventLog;

/** The last events, as far as there is room for them, numbered from 1, and how often some were met. Safe for all threads. */
final class EventRing implements EventLog.Listener {
    private static final int KEPT = 500;

    /** Of one value; with an application's stack traces, a hundred of any length must not fill the supervisor's heap. */
    private static final int LONGEST_VALUE = 8 * 1024;

    private static final int MOST_CHARACTERS = 1024 * 1024;

    private final Deque<Numbered> events = new ArrayDeque<>();
    private final Map<String, Long> starts = new TreeMap<>();
    private final Map<String, Long> reloads = new TreeMap<>(Map.of("done", 0L, "failed", 0L));
    private long last;
    private long characters;

    /** An event and its number. */
    record Numbered(long id, EventLog.Entry entry) {
        long characters() {
            return entry.fields().values().stream().mapToLong(String::length).sum();
        }
    }

    @Override
    public synchronized void heard(EventLog.Entry entry) {
        switch (entry.name()) {
            case "worker.spawned" -> starts.merge(entry.fields().getOrDefault("reason", "start"), 1L, Long::sum);
            case "reload.done" -> reloads.merge("done", 1L, Long::sum);
            case "reload.failed" -> reloads.merge("failed", 1L, Long::sum);
            default -> {}
        }
        if (entry.level() != EventLog.Level.DEBUG) {
            keep(new Numbered(++last, shortened(entry)));
        }
    }

    private void keep(Numbered event) {
        events.addLast(event);
        characters += event.characters();
        while (events.size() > KEPT || characters > MOST_CHARACTERS) {
            characters -= events.removeFirst().characters();
        }
    }

    private static EventLog.Entry shortened(EventLog.Entry entry) {
        if (entry.fields().values().stream().allMatch(value -> value.length() <= LONGEST_VALUE)) {
            return entry;
        }
        Map<String, String> fields = new LinkedHashMap<>(entry.fields());
        fields.replaceAll((name, value) ->
                value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "… (the log has it all)");
        return new EventLog.Entry(entry.time(), entry.level(), entry.name(), fields);
    }

    /** Those behind a number; the oldest comes first. */
    synchronized List<Numbered> after(long id) {
        return events.stream().filter(event -> event.id() > id).toList();
    }

    /** How many workers were started, by reason. */
    synchronized Map<String, Long> starts() {
        return Map.copyOf(starts);
    }

    /** How many reloads there were, by outcome. */
    synchronized Map<String, Long> reloads() {
        return Map.copyOf(reloads);
    }
}
