package org.junicorn.launcher.process;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Waits for the ends of child processes on a thread of its own and reports each. Children of others that this process
 * inherits when it runs as the first process of a container are reaped too, and reported like its own. There can be one
 * reaper only in a process.
 */
final class Reaper {
    private final Consumer<Posix.Exit> report;
    private final Consumer<Exception> trouble;
    private final Semaphore children = new Semaphore(0);

    Reaper(Consumer<Posix.Exit> report, Consumer<Exception> trouble) {
        this.report = report;
        this.trouble = trouble;
    }

    void start() {
        Thread thread = new Thread(null, this::run, "reaper", 128 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    /** A child was spawned: there is one more end to wait for. */
    void expect() {
        children.release();
    }

    private void run() {
        try {
            while (true) {
                children.acquire();
                children.drainPermits(); // before waiting: a spawn after the last wait brings a permit of its own
                reapAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(Posix.Exit exit) {
        try {
            report.accept(exit);
        } catch (RuntimeException e) {
            trouble.accept(e); // the ends of the others must still be seen
        }
    }

    private void reapAll() {
        try {
            for (var exit = Posix.awaitAnyExit(); exit.isPresent(); exit = Posix.awaitAnyExit()) {
                report(exit.get());
            }
        } catch (IOException e) {
            trouble.accept(e);
        }
    }
}
