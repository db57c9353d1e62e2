package org.junicorn.container.session;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The live sessions of this worker by id. Those that were not used for longest are forgotten when all together become
 * too large; they come back from the store. Any thread.
 */
final class LiveSessions {
    /** For the objects of a session without attributes. */
    private static final int FIXED_BYTES = 1_000;

    private record Entry(LiveSession session, long size) {}

    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final long mostBytes;
    private long bytes;

    LiveSessions(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized Optional<LiveSession> get(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::session);
    }

    /** Adds a session unless there is one of its id; returns the one that is there then. */
    synchronized LiveSession add(LiveSession session) {
        Entry there = entries.get(session.id());
        if (there != null && !there.session().ended()) {
            return there.session();
        }
        put(session.id(), session);
        return session;
    }

    synchronized void remove(LiveSession session) {
        Entry entry = entries.get(session.id());
        if (entry != null && entry.session() == session) {
            entries.remove(session.id());
            bytes -= entry.size();
        }
    }

    synchronized void rename(LiveSession session, String newId) {
        remove(session);
        session.id(newId);
        put(newId, session);
    }

    /** A request has ended that used it: its size may be another, and something may have to go. */
    void used(LiveSession session) {
        long size = FIXED_BYTES + session.size();
        synchronized (this) {
            Entry entry = entries.get(session.id());
            if (entry == null || entry.session() != session) {
                return;
            }
            if (entry.size() != size) {
                bytes += size - entry.size();
                entries.replace(session.id(), new Entry(session, size));
            }
            if (bytes > mostBytes) {
                shrink();
            }
        }
    }

    private void put(String id, LiveSession session) {
        Entry before = entries.put(id, new Entry(session, FIXED_BYTES));
        bytes += FIXED_BYTES - (before == null ? 0 : before.size());
    }

    private void shrink() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.session().idle()) {
                oldest.remove();
                bytes -= entry.size();
            }
        }
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized List<LiveSession> all() {
        return new ArrayList<>(entries.values().stream().map(Entry::session).toList());
    }
}
