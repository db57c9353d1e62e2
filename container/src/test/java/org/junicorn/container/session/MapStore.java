package org.junicorn.container.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store in the simplest way that keeps the contract: one map and one lock. For tests of what uses a store. */
final class MapStore implements SessionStore {
    private final Map<String, Stored> sessions = new HashMap<>();
    private String leader = "";
    private long leaseEnds;

    @Override
    public synchronized Optional<Stored> read(String id, long known) {
        return Optional.ofNullable(sessions.get(id)).map(stored -> {
            Map<String, Value> values = new HashMap<>(stored.values());
            values.replaceAll((name, value) -> value.version() > known ? value : new Value(value.version(), null));
            return new Stored(stored.header(), stored.version(), values);
        });
    }

    @Override
    public synchronized Optional<Long> create(String id, Update first) throws StoreException {
        if (sessions.containsKey(id)) {
            return Optional.empty();
        }
        return Optional.of(put(id, Map.of(), first.header(), first.header().created() << 20, first));
    }

    @Override
    public synchronized Optional<Long> update(String id, Update update) throws StoreException {
        Stored stored = sessions.get(id);
        if (stored == null) {
            return Optional.empty();
        }
        Header old = stored.header();
        Header now = update.header();
        Set<Field> written = update.written();
        Header header = new Header(
                old.created(),
                written.contains(Field.ACCESSED) ? Math.max(old.accessed(), now.accessed()) : old.accessed(),
                written.contains(Field.MAX_INACTIVE) ? now.maxInactive() : old.maxInactive(),
                written.contains(Field.OWNER) ? now.owner() : old.owner());
        return Optional.of(put(id, stored.values(), header, stored.version() + 1, update));
    }

    private long put(String id, Map<String, Value> before, Header header, long version, Update update)
            throws StoreException {
        Map<String, Value> values = new HashMap<>(before);
        values.keySet().removeAll(update.removed());
        update.set().forEach((name, bytes) -> values.put(name, new Value(version, bytes)));
        if (values.values().stream().mapToLong(value -> value.bytes().length).sum() > LARGEST_SESSION) {
            throw new StoreException("too big");
        }
        sessions.put(id, new Stored(header, version, values));
        return version;
    }

    @Override
    public synchronized Optional<Stored> remove(String id) {
        return Optional.ofNullable(sessions.remove(id));
    }

    @Override
    public synchronized Optional<Stored> removeExpired(String id, long now) {
        Stored stored = sessions.get(id);
        return stored != null && stored.header().expired(now) ? remove(id) : Optional.empty();
    }

    @Override
    public synchronized boolean rename(String id, String newId) {
        if (!sessions.containsKey(id) || sessions.containsKey(newId)) {
            return false;
        }
        sessions.put(newId, sessions.remove(id));
        return true;
    }

    @Override
    public synchronized List<Ended> expire(long now, int limit) {
        List<Ended> ended = new ArrayList<>();
        for (String id : List.copyOf(sessions.keySet())) {
            if (ended.size() < limit) {
                removeExpired(id, now).ifPresent(content -> ended.add(new Ended(id, content)));
            }
        }
        return ended;
    }

    @Override
    public synchronized boolean leads(String self, long millis) {
        long now = System.currentTimeMillis();
        if (!leader.equals(self) && now < leaseEnds) {
            return false;
        }
        leader = self;
        leaseEnds = now + millis;
        return true;
    }

    @Override
    public synchronized long count() {
        return sessions.size();
    }

    @Override
    public synchronized Set<String> ids() {
        return Set.copyOf(sessions.keySet());
    }

    @Override
    public void close() {}
}
