package org.junicorn.launcher.admin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junicorn.launcher.log.EventLog;

/** The last events, numbered from 1, and how often some were met. Safe for all threads. */
final class EventRing implements EventLog.Listener {
    private static final int KEPT = 500;

    private final Deque<Numbered> events = new ArrayDeque<>();
    private final Map<String, Long> starts = new TreeMap<>();
    private final Map<String, Long> reloads = new TreeMap<>(Map.of("done", 0L, "failed", 0L));
    private long last;

    /** An event and its number. */
    record Numbered(long id, EventLog.Entry entry) {}

    @Override
    public synchronized void heard(EventLog.Entry entry) {
        switch (entry.name()) {
            case "worker.spawned" -> starts.merge(entry.fields().getOrDefault("reason", "start"), 1L, Long::sum);
            case "reload.done" -> reloads.merge("done", 1L, Long::sum);
            case "reload.failed" -> reloads.merge("failed", 1L, Long::sum);
            default -> {}
        }
        if (entry.level() != EventLog.Level.DEBUG) {
            events.addLast(new Numbered(++last, entry));
            if (events.size() > KEPT) {
                events.removeFirst();
            }
        }
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
