package org.junicorn.launcher.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.channel.Questions;
import org.junicorn.launcher.config.PrintConfig;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;

/**
 * What is shown of a server beside its {@link org.junicorn.launcher.supervisor.Status}; maps are as for {@link Json}.
 * Asked on the clients' threads, which may wait: files of {@code /proc} are read and folders listed here.
 */
public interface Instance {
    /** Who this is: pid, name, version, Java, folder. */
    Map<String, Object> identity();

    /** The settings of a generation; empty if it is not in use any more. */
    Optional<List<PrintConfig.Line>> config(int generation);

    /** Where a generation listens. */
    List<Map<String, Object>> listeners(int generation);

    /** How a generation keeps sessions. */
    Map<String, Object> sessions(int generation);

    /** What is known of a worker's threads, memory and traffic. */
    Map<String, Object> figures(WorkerStatus worker);

    /** What all workers have counted since the start, those that are gone included. */
    Map<String, Object> totals();

    /** Where what workers print goes, in words. */
    String outputOfWorkers();

    Questions questions();
}
