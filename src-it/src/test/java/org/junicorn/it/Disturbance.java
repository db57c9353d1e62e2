package org.junicorn.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Gives a server no rest: as soon as it has recycled a worker, which a machine that is busy reloading may not get round
 * to later, a reload, and half a period later the kill of a worker, in turn until it is closed.
 */
final class Disturbance implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final ServerProcess server;
    private final Random random = new Random(4);
    private final Thread thread = new Thread(this::run, "disturbance");
    private final long begun = System.nanoTime();
    private volatile boolean stopped;
    private volatile boolean thorough;
    private volatile int reloads;
    private volatile int kills;
    private final Set<Long> killed = new HashSet<>();

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
        server.log().awaitSince(0, "worker.spawned", event -> event.has("reason", "recycle"));
        long half = EVERY.toNanos() / 2;
        for (long next = System.nanoTime() + half; !stopped; next += half) {
            while (!stopped && System.nanoTime() - next < 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            if (stopped) {
                return;
            }
            thorough = thorough || isThorough();
            if (reloads > kills) {
                List<Long> ready = new ArrayList<>(server.readyWorkers().values());
                ready.removeAll(killed); // that are not gone yet
                if (ready.size() > 1) { // on a slow machine the others would never get ready
                    long victim = ready.get(random.nextInt(ready.size()));
                    killed.add(victim);
                    kills = killed.size();
                    Proc.signal(victim, "KILL");
                }
            } else {
                server.signal("HUP");
                reloads++;
            }
        }
    }

    /** A slow machine replaces the killed first, and starts the new generation several kills later. */
    private boolean isThorough() {
        Set<String> reasons = server.log().events("worker.spawned").stream()
                .map(event -> event.field("reason"))
                .collect(Collectors.toSet());
        return kills >= 2 && reasons.containsAll(Set.of("recycle", "reload", "respawn"));
    }

    /**
     * Tells whether workers of each kind have come by now: recycled, reloaded, and in the place of killed ones; also
     * when none has come for so long that waiting on is of no use.
     */
    boolean isEnough() {
        return thorough || System.nanoTime() - begun >= PATIENCE.toNanos();
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
