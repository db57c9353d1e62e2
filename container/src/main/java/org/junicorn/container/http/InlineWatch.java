package org.junicorn.container.http;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.junicorn.container.EdgeLimits;

/**
 * Sees within milliseconds that an application holds an I/O thread. That thread then gets no new connections, and those of
 * its connections on which no request is being answered are taken over by the spare thread, which never runs an
 * application; later they are given back. In the meantime no application runs on any I/O thread, and what the held thread
 * would do from time to time is done here: it beats, and clients that are too slow are found out. A thread of its own,
 * which sleeps while there are no calls.
 */
final class InlineWatch implements Runnable, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(InlineWatch.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Whoever waits is not waited for; whoever runs may have been kept from running by another process. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Seen> threads;
    private final IoLoop spare;
    private final EdgeLimits limits;
    private final Thread thread = new Thread(this, "inline-watch");
    private volatile int held;
    private volatile boolean asleep;
    private volatile boolean closed;

    /** When a thread was held last, or an application was called. On the watch's thread. */
    private long heldAt;

    private long calledAt;

    /** What is known of an I/O thread. On the watch's thread. */
    private static final class Seen {
        private final IoLoop loop;
        private long call;
        private long beaten;

        Seen(IoLoop loop) {
            this.loop = loop;
        }
    }

    /**
     * @param loops that may call applications
     * @param spare takes connections over
     */
    InlineWatch(List<IoLoop> loops, IoLoop spare, EdgeLimits limits) {
        this.threads = loops.stream().map(Seen::new).toList();
        this.spare = spare;
        this.limits = limits;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether any I/O thread is held. Any thread. */
    boolean anyHeld() {
        return held > 0;
    }

    /** A call has begun. Any thread. */
    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        calledAt = System.nanoTime();
        heldAt = calledAt;
        while (!closed) {
            try {
                long now = System.nanoTime();
                look(now);
                giveBack(now);
                sleep(now);
            } catch (RuntimeException e) {
                LOG.error("the watch of the I/O threads has failed", e);
            }
        }
    }

    private void sleep(long now) {
        if (now - calledAt < CALM_NANOS || spare.movable()) {
            LockSupport.parkNanos(this, TICK_NANOS);
            return;
        }
        asleep = true;
        if (threads.stream().noneMatch(seen -> seen.loop.call() != 0)) {
            LockSupport.parkNanos(this, CALM_NANOS);
        }
        asleep = false;
        calledAt = System.nanoTime();
    }

    private void look(long now) {
        int count = 0;
        for (Seen seen : threads) {
            if (look(seen, now)) {
                count++;
            }
        }
        if (count > 0) {
            heldAt = now;
        }
        held = count;
    }

    /** Whether it is held. */
    private boolean look(Seen seen, long now) {
        long call = seen.loop.call();
        if (call == 0) {
            seen.loop.held(false);
            return false;
        }
        calledAt = now;
        if (call != seen.call) {
            // Seen for the first time, perhaps after a pause of the whole JVM.
            seen.call = call;
            seen.beaten = now;
            seen.loop.held(false);
            return false;
        }
        boolean waits = isWaiting(seen.loop.thread().getState());
        if (waits) {
            seen.loop.callWaits(call);
        }
        if (!waits && now - call < PATIENCE_NANOS && !seen.loop.held()) {
            return false;
        }
        seen.loop.held(true);
        held = Math.max(1, held);
        seen.loop.connections().forEach(connection -> connection.moveTo(spare));
        if (now - seen.beaten >= BEAT_NANOS) {
            seen.beaten = now;
            seen.loop.beatInstead(limits, now);
        }
        return true;
    }

    private static boolean isWaiting(Thread.State state) {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING || state == Thread.State.BLOCKED;
    }

    /** Once all has been well for a moment, connections go where applications may be called again. */
    private void giveBack(long now) {
        if (held > 0 || now - heldAt < CALM_NANOS || !spare.movable()) {
            return;
        }
        heldAt = now; // those that are busy are asked again then
        spare.connections().forEach(connection -> {
            Optional<IoLoop> least = threads.stream().map(seen -> seen.loop).min(Comparator.comparingInt(IoLoop::load));
            least.ifPresent(connection::moveTo);
        });
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
