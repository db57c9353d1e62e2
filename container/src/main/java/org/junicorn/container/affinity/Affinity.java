package org.junicorn.container.affinity;

import io.undertow.server.HttpHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;

/** What the applications of a worker need so that requests reach the worker that has their session. Any thread. */
public final class Affinity {
    private final String worker;
    private final Forwarder forwarder;
    private final List<IntSupplier> pinned = new CopyOnWriteArrayList<>();

    public Affinity(String worker, Forwarder forwarder) {
        this.worker = worker;
        this.forwarder = forwarder;
    }

    /** The name by which other workers find this one. */
    public String worker() {
        return worker;
    }

    /**
     * Puts the decision in front of an application.
     *
     * @param next answers requests of this worker's own sessions, and those that need none; called on the I/O thread, or
     *     by {@code lookups}
     * @param lookups runs what asks the store when that may block
     */
    public HttpHandler before(HttpHandler next, OwnerOf ownerOf, Executor lookups) {
        return new AffinityHandler(next, ownerOf, forwarder, lookups);
    }

    /**
     * Adds what tells how many sessions only this worker can serve. While there are any, it keeps serving them when it
     * drains. Asked many times a second then, on a thread of the server: must not block.
     */
    public void pinned(IntSupplier count) {
        pinned.add(count);
    }

    /** How many sessions only this worker can serve. */
    public int pinned() {
        int sum = 0;
        for (IntSupplier count : pinned) {
            sum += count.getAsInt();
        }
        return sum;
    }
}
