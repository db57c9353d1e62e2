package org.junicorn.launcher.process;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junicorn.launcher.log.EventLog;

/**
 * All child processes, and the thread that waits for their ends. An end is reported when the child's last words have been
 * read. Safe for all threads.
 */
final class Children {
    private final Map<Integer, Running> running = new HashMap<>();
    private final Reaper reaper;

    private record Running(ChildProcess process, Consumer<Posix.Exit> onExit) {}

    Children(EventLog log) {
        this.reaper = new Reaper(this::ended, trouble -> log.error("reaper.failed", "reason", trouble.toString()));
        reaper.start();
    }

    ChildProcess start(ChildProcess.Plan plan) throws IOException {
        try {
            synchronized (running) { // so that an end is not seen before the process is known
                ChildProcess process = ChildProcess.start(plan);
                running.put(process.pid(), new Running(process, plan.onExit()));
                return process;
            }
        } finally {
            reaper.expect(); // also after a failure, which may have left a process
        }
    }

    /** Signals a child that has not been reaped; after that its number may mean another process. */
    void signal(int pid, Posix.Signal signal) {
        synchronized (running) {
            if (running.containsKey(pid)) {
                Posix.signal(pid, signal);
            }
        }
    }

    /** Kills a child that has not been reaped, together with its own children that have stayed in its group. */
    void killGroup(int pid) {
        synchronized (running) {
            if (running.containsKey(pid)) {
                Posix.killGroup(pid);
            }
        }
    }

    private void ended(Posix.Exit exit) {
        Running ended;
        synchronized (running) {
            ended = running.remove(exit.pid());
        }
        if (ended != null) { // else an orphan that this process has inherited as the first of its container
            try {
                ended.process().awaitOutput();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            ended.process().closeOrders();
            ended.onExit().accept(exit);
        }
    }
}
