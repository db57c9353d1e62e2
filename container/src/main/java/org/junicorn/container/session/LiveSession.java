package org.junicorn.container.session;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.junicorn.container.session.SessionStore.Field;
import org.junicorn.container.session.SessionStore.Header;
import org.junicorn.container.session.SessionStore.Stored;
import org.junicorn.container.session.SessionStore.Update;

/**
 * What this worker has of a session: live objects, and what is not written yet. Shared by all requests of the session in
 * this worker. Its methods are safe for any thread and never call the application; {@link #writing} orders those who
 * write it.
 */
final class LiveSession {
    /** A session counts as accessed up to a second earlier than it was, which saves a write for most requests. */
    private static final long LAZINESS_MS = 1_000;

    /** Held by who serializes and writes; never while only attributes are looked up. */
    final ReentrantLock writing = new ReentrantLock();

    private final long created;
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();
    private final Set<String> set = new HashSet<>();
    private final Set<String> removed = new HashSet<>();
    private final EnumSet<Field> written = EnumSet.noneOf(Field.class);
    private volatile String id;
    private volatile boolean ended;
    private boolean ending;
    private long accessed;
    private long storedAccess;
    private int maxInactive;
    private String owner = "";
    private boolean stored;
    private long seen;
    private int users;

    private LiveSession(String id, long created, int maxInactive) {
        this.id = id;
        this.created = created;
        this.accessed = created;
        this.storedAccess = created;
        this.maxInactive = maxInactive;
    }

    /** A new one, which no store has. */
    static LiveSession begin(String id, long now, int maxInactive) {
        return new LiveSession(id, now, maxInactive);
    }

    /** One that was read with all its bytes. */
    static LiveSession of(String id, Stored read) {
        LiveSession session =
                new LiveSession(id, read.header().created(), read.header().maxInactive());
        session.stored = true;
        session.refresh(read);
        return session;
    }

    String id() {
        return id;
    }

    void id(String newId) {
        id = newId;
    }

    long created() {
        return created;
    }

    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** The store has it no more, its listeners are told; returns whether nobody was doing so already. */
    synchronized boolean beginEnding() {
        boolean first = !ending && !ended;
        ending = true;
        return first;
    }

    /** The store could not end it. */
    synchronized void keep() {
        ending = false;
    }

    /** Whether the store has it, as far as this worker knows. */
    synchronized boolean shared() {
        return stored && !ending && !ended;
    }

    synchronized boolean ending() {
        return ending || ended;
    }

    /** The version up to which everything is known here. */
    synchronized long seen() {
        return seen;
    }

    synchronized boolean stored() {
        return stored;
    }

    synchronized int maxInactive() {
        return maxInactive;
    }

    synchronized void maxInactive(int seconds) {
        if (seconds != maxInactive) {
            maxInactive = seconds;
            written.add(Field.MAX_INACTIVE);
        }
    }

    synchronized String owner() {
        return owner;
    }

    synchronized void owner(String worker) {
        if (!worker.equals(owner)) {
            owner = worker;
            written.add(Field.OWNER);
        }
    }

    synchronized boolean expired(long now) {
        return new Header(created, accessed, maxInactive, "").expired(now);
    }

    /** A request begins to use it. Returns when the one before did, for {@code getLastAccessedTime}. */
    synchronized long access(long now) {
        users++;
        long before = accessed;
        accessed = Math.max(accessed, now);
        noteAccess();
        return before;
    }

    /** The end of a request that took long is an access, too: its session shall not expire right after it. */
    synchronized void leave(long now) {
        users--;
        if (now - accessed > LAZINESS_MS) {
            accessed = now;
            noteAccess();
        }
    }

    private void noteAccess() {
        long lazy = maxInactive > 0 ? Math.min(LAZINESS_MS, maxInactive * 100L) : LAZINESS_MS;
        if (accessed - storedAccess >= lazy) {
            written.add(Field.ACCESSED);
        }
    }

    /** Whether it can be forgotten here: no request uses it, all of it is stored. */
    synchronized boolean idle() {
        return users == 0
                && (ended || stored && set.isEmpty() && removed.isEmpty() && written.isEmpty() && pinned().isEmpty());
    }

    /** Bytes of its attributes, as far as they are known. */
    synchronized long size() {
        long size = 0;
        for (Map.Entry<String, Attribute> attribute : attributes.entrySet()) {
            size += 2L * attribute.getKey().length() + attribute.getValue().size();
        }
        return size;
    }

    /** The attributes that are only in this worker, by name. */
    synchronized Map<String, Object> pinned() {
        Map<String, Object> pinned = Map.of();
        for (Map.Entry<String, Attribute> each : attributes.entrySet()) {
            if (each.getValue().pinned()) {
                if (pinned.isEmpty()) {
                    pinned = new HashMap<>();
                }
                pinned.put(each.getKey(), each.getValue().value());
            }
        }
        return pinned;
    }

    /** Takes over what others have written since; what is set here and not written yet stays. */
    synchronized void refresh(Stored read) {
        if (read.version() <= seen) {
            return;
        }
        Header header = read.header();
        accessed = Math.max(accessed, header.accessed());
        storedAccess = Math.max(storedAccess, header.accessed());
        if (!written.contains(Field.MAX_INACTIVE)) {
            maxInactive = header.maxInactive();
        }
        if (!written.contains(Field.OWNER)) {
            owner = header.owner();
        }
        read.values().forEach((name, value) -> {
            Attribute mine = attributes.get(name);
            boolean pending = set.contains(name) || removed.contains(name);
            if (!pending && value.bytes() != null && (mine == null || mine.version() != value.version())) {
                attributes.put(name, Attribute.stored(value));
            }
        });
        attributes.entrySet().removeIf(entry -> {
            Attribute mine = entry.getValue();
            return !read.values().containsKey(entry.getKey())
                    && !set.contains(entry.getKey())
                    && !mine.pinned()
                    && mine.version() <= read.version();
        });
        seen = read.version();
    }

    synchronized Optional<Attribute> get(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    synchronized Set<String> names() {
        return new HashSet<>(attributes.keySet());
    }

    /** The live object of an attribute, unless somebody else has made it meanwhile: then his. */
    synchronized Object live(Attribute attribute, Object made) {
        if (attribute.value() == null) {
            attribute.live(made);
        }
        return attribute.value();
    }

    synchronized Object value(Attribute attribute) {
        return attribute.value();
    }

    /** Returns what was there before. */
    synchronized Optional<Attribute> set(String name, Attribute attribute) {
        Attribute before = attributes.put(name, attribute);
        if (before != null) {
            before.replace();
        }
        set.add(name);
        removed.remove(name);
        return Optional.ofNullable(before);
    }

    synchronized Optional<Attribute> remove(String name) {
        Attribute before = attributes.remove(name);
        if (before != null) {
            before.replace();
            set.remove(name);
            removed.add(name);
        }
        return Optional.ofNullable(before);
    }

    /** One whose bytes nobody here can read: as if it were not there, without taking it from others. */
    synchronized void hide(String name, Attribute unreadable) {
        attributes.remove(name, unreadable);
    }

    /** Attributes that must be serialized: those that were set, and those that a request has read and may have changed. */
    synchronized Map<String, Attribute> candidates(Map<String, Attribute> touched) {
        if (set.isEmpty() && touched.isEmpty()) {
            return Map.of();
        }
        Map<String, Attribute> candidates = new HashMap<>();
        touched.forEach((name, attribute) -> {
            if (!attribute.replaced() && !attribute.pinned()) {
                candidates.put(name, attribute);
            }
        });
        set.forEach(name -> candidates.put(name, attributes.get(name)));
        return candidates;
    }

    /** It cannot be stored: whatever the store has under its name is not true any more. */
    synchronized void pin(String name, Attribute attribute) {
        set.remove(name);
        if (attributes.get(name) == attribute) {
            if (attribute.version() > 0) {
                removed.add(name);
            }
            attribute.pin();
        }
    }

    /**
     * What to write.
     *
     * @param forms the candidates that could be serialized
     */
    synchronized Update update(Map<String, Attribute> candidates, Map<String, byte[]> forms) {
        Map<String, byte[]> values = new HashMap<>();
        forms.forEach((name, form) -> {
            Attribute attribute = candidates.get(name);
            boolean changed = !SessionValues.same(form, attribute.form());
            if (attribute.replaced()) {
                return;
            }
            if (changed && !set.contains(name)) {
                attributes.put(name, attribute); // another worker's value may have come meanwhile: the last one wins
                removed.remove(name);
                set.add(name);
            }
            if (changed || set.contains(name)) {
                values.put(name, form);
            }
        });
        if (!stored) {
            written.addAll(EnumSet.allOf(Field.class));
        } else if (accessed > storedAccess && (!values.isEmpty() || !removed.isEmpty() || !written.isEmpty())) {
            written.add(Field.ACCESSED);
        }
        return new Update(
                new Header(created, accessed, maxInactive, owner),
                written.isEmpty() ? Set.of() : EnumSet.copyOf(written),
                values,
                removed);
    }

    /** It was written. */
    synchronized void wrote(Update update, Map<String, Attribute> candidates, long version) {
        update.set().forEach((name, form) -> {
            Attribute attribute = candidates.get(name);
            attribute.written(form, version);
            if (attributes.get(name) == attribute) {
                set.remove(name);
            }
        });
        update.removed().forEach(removed::remove);
        written.removeIf(field -> update.written().contains(field)
                && switch (field) {
                    case ACCESSED -> update.header().accessed() == accessed;
                    case MAX_INACTIVE -> update.header().maxInactive() == maxInactive;
                    case OWNER -> update.header().owner().equals(owner);
                });
        if (update.written().contains(Field.ACCESSED)) {
            storedAccess = Math.max(storedAccess, update.header().accessed());
        }
        if (!stored || version == seen + 1) {
            seen = version;
        }
        stored = true;
    }
}
