package org.junicorn.launcher.worker;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.junicorn.container.Container;
import org.junicorn.launcher.channel.JvmFigures;
import org.junicorn.launcher.channel.Scoreboard;

/**
 * Writes into the scoreboard how the worker fares, on a thread of its own: four times a second what the container knows,
 * once a second what the JVM does. The classes for the latter are loaded a second after the worker was ready, when they
 * delay nobody.
 */
final class FigureSampler {
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int TURNS_PER_SECOND = 4;

    private final Container container;
    private final Scoreboard.Row row;
    private Optional<Jvm> jvm = Optional.empty();

    FigureSampler(Container container, Scoreboard.Row row) {
        this.container = container;
        this.row = row;
    }

    void start() {
        Thread thread = new Thread(this::run, "figures");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        boolean failing = false;
        for (int turn = 1; ; turn++) {
            LockSupport.parkNanos(EVERY);
            try {
                sample(turn % TURNS_PER_SECOND == 0);
                failing = false;
            } catch (RuntimeException e) { // worker limits count on the figures: the next turn may bring them
                if (!failing) {
                    Logger.getLogger(FigureSampler.class).warn("the figures of this worker cannot be read", e);
                    failing = true;
                }
            }
        }
    }

    private void sample(boolean withJvm) {
        row.fares(container.load());
        if (withJvm) {
            if (jvm.isEmpty()) {
                jvm = Optional.of(new Jvm());
            }
            row.fares(jvm.get().figures());
        }
    }

    /** This JVM's own view of itself. */
    private static final class Jvm {
        private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        private final Optional<MemoryPoolMXBean> old = oldGeneration(ManagementFactory.getMemoryPoolMXBeans());
        private final com.sun.management.OperatingSystemMXBean process =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        /** What survives: the pool called so, else (a collector without generations) the largest one. */
        private static Optional<MemoryPoolMXBean> oldGeneration(List<MemoryPoolMXBean> pools) {
            return pools.stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                    .max(Comparator.<MemoryPoolMXBean, Boolean>comparing(Jvm::isCalledOld)
                            .thenComparing(pool -> pool.getUsage().getMax()));
        }

        private static boolean isCalledOld(MemoryPoolMXBean pool) {
            String name = pool.getName().toLowerCase(Locale.ROOT);
            return name.contains("old") || name.contains("tenured");
        }

        JvmFigures figures() {
            MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            Optional<MemoryUsage> collected = old.map(MemoryPoolMXBean::getCollectionUsage);
            return new JvmFigures(
                    heap.getUsed(),
                    heap.getCommitted(),
                    heap.getMax(),
                    collected.map(MemoryUsage::getUsed).orElse(0L),
                    Math.max(0, collected.map(MemoryUsage::getMax).orElse(0L)),
                    Duration.ofMillis(collectors.stream()
                            .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                            .sum()),
                    collectors.stream()
                            .mapToLong(collector -> Math.max(0, collector.getCollectionCount()))
                            .sum(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    Duration.ofNanos(Math.max(0, process.getProcessCpuTime())));
        }
    }
}
