package org.junicorn.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives a server no rest: as soon as it has recycled a worker, which a machine that is busy reloading may not get round
 * to later, a reload, and half a period later the kill of a worker, in turn until it is closed.
 */
final class Disturbance implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ServerProcess server;
    private final Random random = new Random(4);
    private final Thread thread = new Thread(this::run, "disturbance");
    private volatile boolean stopped;
    private volatile int reloads;
    private volatile int kills;

    private Disturbance(ServerProcess server) {
        this.server = server;
    }

    static Disturbance of(ServerProcess server) {
        Disturbance disturbance = new Disturbance(server);
        disturbance.thread.setDaemon(true);
        disturbance.thread.start();
        return disturbance;
    }

    private void run() {
        server.log().awaitSince(0, "worker.spawned", event -> event.has("reason", "recycle"), Duration.ofSeconds(60));
        long half = EVERY.toNanos() / 2;
        for (long next = System.nanoTime() + half; !stopped; next += half) {
            while (!stopped && System.nanoTime() - next < 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            if (stopped) {
                return;
            }
            if (reloads > kills) {
                List<Long> ready = new ArrayList<>(server.readyWorkers().values());
                if (!ready.isEmpty()) {
                    Proc.signal(ready.get(random.nextInt(ready.size())), "KILL");
                }
                kills++;
            } else {
                server.signal("HUP");
                reloads++;
            }
        }
    }

    int reloads() {
        return reloads;
    }

    /** How many workers it has killed so far. */
    int kills() {
        return kills;
    }

    /** Stops disturbing; what it began may still go on. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
