package org.junicorn.container.session;

/** The contract's own test: a store that is plainly right passes it. */
final class HeapStoreTest extends SessionStoreContract {
    @Override
    SessionStore open() {
        return new HeapStore();
    }
}
