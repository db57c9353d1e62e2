package org.junicorn.container.session;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The store of applications that are not told apart by their context paths: those of a virtual host, and the versions of
 * one application, which have their sessions in common. A store must not be open twice in a JVM, so the versions share
 * it, and the last one closes it. Any thread.
 */
public final class PlacedStores implements StoreFactory {
    private final StoreFactory stores;
    private final String name;
    private SessionStore open; // guarded by this
    private int users; // guarded by this

    /** @param name of the store, in place of the context path */
    public PlacedStores(StoreFactory stores, String name) {
        this.stores = stores;
        this.name = name;
    }

    @Override
    public synchronized SessionStore open(String contextPath) throws StoreException {
        if (users == 0) {
            open = stores.open(name);
        }
        users++;
        return new Shared(open);
    }

    private synchronized void leave() {
        users--;
        if (users == 0) {
            open.close();
        }
    }

    @Override
    public boolean blocks() {
        return stores.blocks();
    }

    @Override
    public boolean mayHaveSessions(String contextPath) {
        return stores.mayHaveSessions(name);
    }

    /** One user's view. */
    private final class Shared implements SessionStore {
        private final SessionStore store;
        private boolean closed;

        Shared(SessionStore store) {
            this.store = store;
        }

        @Override
        public Optional<Stored> read(String id, long known) throws StoreException {
            return store.read(id, known);
        }

        @Override
        public Optional<Long> create(String id, Update first) throws StoreException {
            return store.create(id, first);
        }

        @Override
        public Optional<Long> update(String id, Update update) throws StoreException {
            return store.update(id, update);
        }

        @Override
        public Optional<Stored> remove(String id) throws StoreException {
            return store.remove(id);
        }

        @Override
        public Optional<Stored> removeExpired(String id, long now) throws StoreException {
            return store.removeExpired(id, now);
        }

        @Override
        public boolean rename(String id, String newId) throws StoreException {
            return store.rename(id, newId);
        }

        @Override
        public List<Ended> expire(long now, int limit) throws StoreException {
            return store.expire(now, limit);
        }

        @Override
        public boolean leads(String self, long millis) throws StoreException {
            return store.leads(self, millis);
        }

        @Override
        public long count() throws StoreException {
            return store.count();
        }

        @Override
        public Set<String> ids() throws StoreException {
            return store.ids();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                leave();
            }
        }
    }
}
