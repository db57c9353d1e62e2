package org.junicorn.launcher.control;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junicorn.launcher.control.Commands.Refused;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;

/**
 * A worker as people name it, with what the log shows of it.
 *
 * @param pid whether the number is a process id, or else a slot
 */
record WorkerName(boolean pid, int number) {
    /** Reads {@code 2} and {@code slot=2}, or {@code pid=812}. */
    static WorkerName parse(String text) throws Refused {
        String digits = text.replaceFirst("^(slot|pid)=", "");
        if (!digits.matches("[1-9]\\d{0,8}")) {
            throw new Refused("\"" + text + "\" names no worker; write a slot, as in 2, or a process, as in pid=812");
        }
        return new WorkerName(text.startsWith("pid="), Integer.parseInt(digits));
    }

    /** Of several workers in a slot the one that accepts connections, else the newest. */
    WorkerStatus find(List<WorkerStatus> workers) throws Refused {
        return workers.stream()
                .filter(worker -> number == (pid ? worker.pid() : worker.slot()))
                .max(Comparator.comparing(
                                (WorkerStatus worker) -> worker.state().equals("ready"))
                        .thenComparing(WorkerStatus::accepting)
                        .thenComparing(WorkerStatus::generation)
                        .thenComparing(WorkerStatus::id))
                .orElseThrow(() -> new Refused("there is no worker with " + this + "; there are " + known(workers)));
    }

    private static String known(List<WorkerStatus> workers) {
        return workers.isEmpty()
                ? "none"
                : workers.stream()
                        .map(worker -> worker.slot() + " (pid=" + worker.pid() + ")")
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return (pid ? "pid=" : "slot=") + number;
    }
}
