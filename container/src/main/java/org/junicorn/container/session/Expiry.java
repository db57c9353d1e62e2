package org.junicorn.container.session;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.junicorn.container.session.SessionStore.Ended;

/**
 * Ends expired sessions: of all workers that have the store open one at a time does it, and if it dies another one.
 * Everything runs on one thread of its own.
 */
final class Expiry implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Expiry.class);
    private static final long PERIOD_MS = 5_000;
    private static final long LEASE_MS = 3 * PERIOD_MS;
    private static final int BATCH = 100;

    private final LateStore store;
    private final String worker;
    private final Consumer<Ended> ended;
    private final Runnable housekeeping;
    private final ScheduledExecutorService thread;
    private boolean begun;

    /**
     * @param ended is told of each session that this worker has ended
     * @param housekeeping runs in each worker after each round
     */
    Expiry(LateStore store, String worker, Consumer<Ended> ended, Runnable housekeeping) {
        this.store = store;
        this.worker = worker;
        this.ended = ended;
        this.housekeeping = housekeeping;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "session-expiry");
            made.setDaemon(true);
            return made;
        });
    }

    synchronized void begin() {
        if (!begun) {
            begun = true;
            thread.schedule(this::round, PERIOD_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Tells of a session that has ended, soon and not on this thread, which may be in the middle of a request. */
    void tell(Ended session) {
        try {
            thread.execute(() -> guarded(() -> ended.accept(session)));
        } catch (RejectedExecutionException e) {
            ended.accept(session); // the worker ends
        }
    }

    private void round() {
        long begin = System.nanoTime();
        guarded(this::expire);
        guarded(housekeeping);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        try {
            thread.schedule(this::round, Math.max(PERIOD_MS, 20 * took), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the worker ends");
        }
    }

    private void expire() {
        try {
            SessionStore open = store.get();
            boolean more = open.leads(worker, LEASE_MS);
            while (more && !Thread.currentThread().isInterrupted()) {
                List<Ended> sessions = open.expire(System.currentTimeMillis(), BATCH);
                sessions.forEach(session -> guarded(() -> ended.accept(session)));
                more = !sessions.isEmpty() && open.leads(worker, LEASE_MS);
            }
        } catch (StoreException e) {
            LOG.debugf(e, "no session is expired now");
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("a listener failed at the end of a session", e);
        }
    }

    /** Waits for the listener that is running, if any. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
