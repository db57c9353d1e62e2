package org.junicorn.container.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store in the heap, for several managers of one test: what the contract says, and nothing clever. */
public final class HeapStore implements SessionStore {
    private static final class Record {
        private Header header;
        private long version;
        private final Map<String, Value> values = new HashMap<>();
    }

    private final Map<String, Record> records = new HashMap<>();
    private String leader = "";
    private long leaderUntil;
    private volatile boolean away;
    private int updates;

    /** Of a worker that has its sessions here. */
    public SessionSettings settings(int slot) {
        return settings(slot, SessionSettings.Failure.ERROR, "");
    }

    public SessionSettings settings(int slot, SessionSettings.Failure failure, String filter) {
        StoreFactory stores = new StoreFactory() {
            @Override
            public SessionStore open(String contextPath) {
                return HeapStore.this;
            }

            @Override
            public boolean blocks() {
                return false;
            }

            @Override
            public boolean mayHaveSessions(String contextPath) {
                return true;
            }
        };
        return new SessionSettings(
                Optional.of(stores),
                failure,
                filter,
                Optional.empty(),
                1 << 20,
                "worker-" + slot,
                slot,
                CookieRules.ofTomcat());
    }

    /** From now on it cannot be reached, or can again. */
    public void away(boolean now) {
        away = now;
    }

    /** How often anything was written. */
    public synchronized int updates() {
        return updates;
    }

    private void check() throws StoreException {
        if (away) {
            throw new StoreException("the heap cannot be reached");
        }
    }

    private static void checkSize(Map<String, Value> there, Update update) throws StoreException {
        Map<String, Integer> sizes = new HashMap<>();
        there.forEach((name, value) -> sizes.put(name, value.bytes().length));
        update.set().forEach((name, bytes) -> sizes.put(name, bytes.length));
        sizes.keySet().removeAll(update.removed());
        if (sizes.values().stream().mapToLong(size -> size).sum() > LARGEST_SESSION) {
            throw new StoreException("the session is too large");
        }
    }

    @Override
    public synchronized Optional<Stored> read(String id, long known) throws StoreException {
        check();
        return Optional.ofNullable(records.get(id)).map(record -> stored(record, known));
    }

    private static Stored stored(Record record, long known) {
        Map<String, Value> values = new HashMap<>();
        record.values.forEach(
                (name, value) -> values.put(name, value.version() > known ? value : new Value(value.version(), null)));
        return new Stored(record.header, record.version, values);
    }

    @Override
    public synchronized Optional<Long> create(String id, Update first) throws StoreException {
        check();
        checkSize(Map.of(), first);
        if (records.containsKey(id)) {
            return Optional.empty();
        }
        Record record = new Record();
        record.header = first.header();
        record.version = first.header().created() << 20;
        first.set().forEach((name, bytes) -> record.values.put(name, new Value(record.version, bytes)));
        records.put(id, record);
        updates++;
        return Optional.of(record.version);
    }

    @Override
    public synchronized Optional<Long> update(String id, Update update) throws StoreException {
        check();
        Record record = records.get(id);
        if (record == null) {
            return Optional.empty();
        }
        checkSize(record.values, update);
        updates++;
        record.version++;
        Header was = record.header;
        Header is = update.header();
        Set<Field> written = update.written();
        record.header = new Header(
                was.created(),
                written.contains(Field.ACCESSED) ? Math.max(was.accessed(), is.accessed()) : was.accessed(),
                written.contains(Field.MAX_INACTIVE) ? is.maxInactive() : was.maxInactive(),
                written.contains(Field.OWNER) ? is.owner() : was.owner());
        update.removed().forEach(record.values::remove);
        update.set().forEach((name, bytes) -> record.values.put(name, new Value(record.version, bytes)));
        return Optional.of(record.version);
    }

    @Override
    public synchronized Optional<Stored> remove(String id) throws StoreException {
        check();
        return Optional.ofNullable(records.remove(id)).map(record -> stored(record, 0));
    }

    @Override
    public synchronized Optional<Stored> removeExpired(String id, long now) throws StoreException {
        check();
        Record record = records.get(id);
        return record != null && record.header.expired(now) ? remove(id) : Optional.empty();
    }

    @Override
    public synchronized boolean rename(String id, String newId) throws StoreException {
        check();
        if (!records.containsKey(id) || records.containsKey(newId)) {
            return false;
        }
        records.put(newId, records.remove(id));
        return true;
    }

    @Override
    public synchronized List<Ended> expire(long now, int limit) throws StoreException {
        check();
        List<Ended> ended = new ArrayList<>();
        for (String id : ids()) {
            if (ended.size() < limit) {
                removeExpired(id, now).ifPresent(content -> ended.add(new Ended(id, content)));
            }
        }
        return ended;
    }

    @Override
    public synchronized boolean leads(String self, long millis) throws StoreException {
        check();
        long now = System.currentTimeMillis();
        if (!leader.equals(self) && now < leaderUntil) {
            return false;
        }
        leader = self;
        leaderUntil = now + millis;
        return true;
    }

    @Override
    public synchronized long count() throws StoreException {
        check();
        return records.size();
    }

    @Override
    public synchronized Set<String> ids() throws StoreException {
        check();
        return new HashSet<>(records.keySet());
    }

    @Override
    public void close() {
        // one manager ends, the others go on
    }
}
