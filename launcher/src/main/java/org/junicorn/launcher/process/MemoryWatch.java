package org.junicorn.launcher.process;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks once a second, on a thread of its own, how much memory workers take and how much is left. Runs from the first
 * moment on at which somebody needs to know. Safe for all threads.
 */
final class MemoryWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 1_000;

    private final MachineMemory machine;
    private final Map<Integer, Long> bytesByPid = new ConcurrentHashMap<>();
    private volatile OptionalLong available = OptionalLong.empty();
    private Thread thread;

    MemoryWatch(MachineMemory machine) {
        this.machine = machine;
    }

    /** A worker's process is looked at until it is forgotten. */
    synchronized void watch(int pid) {
        bytesByPid.put(pid, 0L);
        if (thread == null) {
            thread = new Thread(null, this::run, "memory-watch", 128 * 1024);
            thread.setDaemon(true);
            thread.start();
        }
    }

    void forget(int pid) {
        bytesByPid.remove(pid);
    }

    /** What a process has in memory; 0 if that is not known yet, or nobody asked to watch it. */
    long bytes(int pid) {
        return bytesByPid.getOrDefault(pid, 0L);
    }

    /** What further processes can have; empty before the first look. */
    OptionalLong available() {
        return available;
    }

    private void run() {
        try {
            while (true) {
                try {
                    look();
                } catch (RuntimeException e) { // the next look may find more, and limits must not end with this one
                    available = OptionalLong.empty();
                }
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void look() {
        bytesByPid.replaceAll(
                (pid, before) -> ProcessFigures.of(pid).map(ProcessFigures::rss).orElse(0L));
        available = OptionalLong.of(machine.available());
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
