package org.junicorn.container.http;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.junicorn.container.Container.Listener;
import org.junicorn.container.Scorecard;
import org.xnio.IoUtils;

/**
 * Accepts the connections of one listener, on a thread of its own, with a blocking {@code accept}: of the processes
 * that share the socket the kernel then wakes one, in turn. A platform thread, since a virtual one would set
 * O_NONBLOCK, which all of them share. Never interrupted: that could lose a connection just accepted.
 */
final class Acceptor {
    private static final Logger LOG = Logger.getLogger(Acceptor.class);
    private static final long CROWDED_PARK = TimeUnit.MICROSECONDS.toNanos(250);
    private static final int CROWDED_PARKS = 40;
    private static final long NEW_PARK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LOOK_UP_MILLIS = 50;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration SWEEP_PATIENCE = Duration.ofSeconds(2);

    private final Listener listener;
    private final Entry entry;
    private final Reception reception;
    private final Scorecard scorecard;
    private final Thread thread;

    /**
     * Taken before each accept, given back by the I/O thread that receives the connection: if that thread is stuck, one
     * connection waits for it, and not all that clients open until the process is killed.
     */
    private final Semaphore handOver = new Semaphore(1);

    private volatile boolean stopping;

    Acceptor(Listener listener, Entry entry, Reception reception, Scorecard scorecard) {
        this.listener = listener;
        this.entry = entry;
        this.reception = reception;
        this.scorecard = scorecard;
        this.thread = new Thread(this::run, "acceptor-" + listener.name());
        this.thread.setDaemon(true);
    }

    String name() {
        return listener.name();
    }

    void start() {
        thread.start();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        String lastError = "";
        while (!stopping) {
            try {
                if (awaitTurn()) {
                    acceptOne(listener.acceptor());
                    pause = FIRST_PAUSE;
                    lastError = "";
                }
            } catch (ClosedChannelException e) {
                if (!stopping) {
                    LOG.error("listener " + name() + " was closed by somebody else: it accepts no more");
                }
                return;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // Mostly "Too many open files", which passes when connections end. Said once, not every time.
                String error = String.valueOf(e.getMessage());
                if (!error.equals(lastError)) {
                    LOG.warn("listener " + name() + " cannot accept: " + error + "; tries again");
                    lastError = error;
                }
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } catch (InterruptedException e) {
                LOG.debug("nobody has a reason to interrupt an acceptor", e);
            }
        }
    }

    private boolean awaitTurn() throws InterruptedException {
        if (!reception.awaitRoom(LOOK_UP_MILLIS)) {
            return false;
        }
        if (!handOver.tryAcquire(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
            return false;
        }
        // Without this, a burst of keep-alive connections piles up on whoever runs first. Last, while it is true.
        for (int i = 0; i < CROWDED_PARKS && !stopping && scorecard.crowded(); i++) {
            LockSupport.parkNanos(CROWDED_PARK);
        }
        while (!stopping && scorecard.givesWay(name())) {
            LockSupport.parkNanos(NEW_PARK);
        }
        return true;
    }

    private void acceptOne(ServerSocketChannel channel) throws IOException {
        SocketChannel socket = null;
        try {
            scorecard.awaiting(name(), true);
            socket = channel.accept();
        } finally {
            scorecard.awaiting(name(), false);
            if (socket == null) {
                handOver.release();
            }
        }
        if (socket != null) {
            reception.admit(socket, listener.unix(), entry, handOver::release);
        }
    }

    /** Ends the thread; what it has accepted is served. */
    void stop() {
        stopping = true;
        IoUtils.safeClose(listener.acceptor());
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Serves whoever waits in the listener's queue, and closes it. If this is the last descriptor of the socket, the
     * port is closed by that. After {@link #stop()}.
     */
    void sweep() {
        try (ServerSocketChannel queue = listener.sweeper()) {
            queue.configureBlocking(false);
            long deadline = System.nanoTime() + SWEEP_PATIENCE.toNanos();
            while (sweepOne(queue, deadline)) {
                // The next one.
            }
        } catch (IOException e) {
            LOG.warn("listener " + name() + " cannot be emptied: " + e.getMessage());
        }
    }

    private boolean sweepOne(ServerSocketChannel queue, long deadline) throws IOException {
        SocketChannel socket;
        try {
            socket = queue.accept();
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            if (System.nanoTime() - deadline >= 0) {
                throw e;
            }
            LockSupport.parkNanos(FIRST_PAUSE.toNanos());
            return true;
        }
        if (socket == null) {
            return false;
        }
        reception.admit(socket, listener.unix(), entry, () -> {});
        return true;
    }

    /** Closes this copy of the listener without looking into its queue, which others serve. After {@link #stop()}. */
    void leave() {
        IoUtils.safeClose(listener.sweeper());
    }
}
