package org.junicorn.container.session;

import java.util.Optional;

/** A store that is opened when it is first needed, so that an application without sessions pays nothing. Any thread. */
final class LateStore implements AutoCloseable {
    /** Opens a store. */
    @FunctionalInterface
    interface Opener {
        SessionStore open() throws StoreException;
    }

    private final Opener opener;
    private volatile SessionStore store;
    private boolean closed;

    LateStore(Opener opener) {
        this.opener = opener;
    }

    SessionStore get() throws StoreException {
        SessionStore open = store;
        return open != null ? open : open();
    }

    private synchronized SessionStore open() throws StoreException {
        if (closed) {
            throw new StoreException("the application has ended");
        }
        if (store == null) {
            store = opener.open();
        }
        return store;
    }

    Optional<SessionStore> ifOpen() {
        return Optional.ofNullable(store);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (store != null) {
            store.close();
        }
    }
}
