package org.junicorn.launcher.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junicorn.launcher.log.EventLog;

/**
 * Something of a supervisor with an address of its own, which two cannot have at a time: its control socket, its admin
 * address. It is open from the start; in a supervisor that takes another one's place, from the moment on when the other
 * one, having handed over, has closed its own. Safe for all threads.
 */
final class Endpoint implements AutoCloseable {
    /** The other one closes its own at once; after that there is somebody else at the address. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    private final String name;
    private final Opening opening;
    private final EventLog log;
    private Optional<Open> open = Optional.empty();
    private boolean closed;

    /** Opens it. */
    interface Opening {
        Open open() throws Refusal;
    }

    /** What is open. */
    interface Open {
        void close();
    }

    private Endpoint(String name, Opening opening, EventLog log) {
        this.name = name;
        this.opening = opening;
        this.log = log;
    }

    /**
     * Opens it now, or later.
     *
     * @param name for the log
     * @throws Refusal if it cannot be opened now
     */
    static Endpoint open(String name, Optional<Predecessor> predecessor, Opening opening, EventLog log) throws Refusal {
        Endpoint endpoint = new Endpoint(name, opening, log);
        if (predecessor.isPresent()) {
            predecessor.get().leaves(endpoint::openSoon);
        } else {
            endpoint.openNow();
        }
        return endpoint;
    }

    private synchronized void openNow() throws Refusal {
        if (!closed) {
            open = Optional.of(opening.open());
        }
    }

    void openSoon() {
        Thread thread = new Thread(null, this::keepTrying, name + "-opener", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private void keepTrying() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                openNow();
                return;
            } catch (Refusal e) {
                if (System.nanoTime() - until >= 0) {
                    log.error("upgrade.incomplete", "missing", name, "reason", e.getMessage());
                    return;
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    /** Closes it, and keeps it closed. */
    @Override
    public synchronized void close() {
        closed = true;
        open.ifPresent(Open::close);
        open = Optional.empty();
    }
}
