package org.junicorn.launcher.control;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.junicorn.launcher.supervisor.Exit;
import org.junicorn.launcher.supervisor.Status;
import org.junicorn.launcher.supervisor.Status.Reload;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;

/** A {@link Status} as maps. Durations are seconds, memory is bytes. */
final class Summary {
    private Summary() {}

    static Map<String, Object> of(Status status) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("phase", status.phase().name().toLowerCase(Locale.ROOT));
        summary.put("uptime", seconds(status.uptime()));
        put(summary, "generation", status.generation());
        put(summary, "candidate", status.candidate());
        summary.put("target", status.target());
        summary.put("workers", status.workers().size());
        summary.put(
                "ready",
                status.workers().stream().filter(WorkerStatus::accepting).count());
        summary.put("spares", status.spares());
        List<Reload> reloads = status.reloads();
        if (!reloads.isEmpty()) {
            summary.put("last_reload", reload(reloads.get(reloads.size() - 1)));
        }
        status.upgrade().ifPresent(sentence -> summary.put("upgrade", sentence));
        return summary;
    }

    static Map<String, Object> worker(WorkerStatus worker) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("slot", worker.slot());
        summary.put("pid", worker.pid());
        summary.put("generation", worker.generation());
        summary.put("state", worker.state());
        summary.put("accepting", worker.accepting());
        summary.put("age", seconds(worker.age()));
        worker.readyFor().ifPresent(time -> summary.put("ready_for", seconds(time)));
        summary.put("requests", worker.requests());
        summary.put("in_flight", worker.inFlight());
        worker.leaving().ifPresent(why -> summary.put("leaving", why));
        return summary;
    }

    static Map<String, Object> reload(Reload reload) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("generation", reload.generation());
        summary.put("result", reload.result().name().toLowerCase(Locale.ROOT));
        summary.put("age", seconds(reload.age()));
        if (!reload.message().isEmpty()) {
            summary.put("message", reload.message());
        }
        return summary;
    }

    static Map<String, Object> exit(Exit exit) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("at", exit.at().truncatedTo(ChronoUnit.MILLIS).toString());
        summary.put("age", seconds(Duration.between(exit.at(), Instant.now())));
        summary.put("slot", exit.slot());
        summary.put("pid", exit.pid());
        summary.put("generation", exit.generation());
        summary.put("cause", exit.cause().text());
        summary.put("how", exit.how());
        summary.put("detail", exit.detail());
        summary.put("requests", exit.requests());
        summary.put("in_flight", exit.inFlight());
        summary.put("lifetime", seconds(exit.lifetime()));
        summary.put("output", exit.output());
        return summary;
    }

    private static void put(Map<String, Object> summary, String name, OptionalInt number) {
        number.ifPresent(value -> summary.put(name, value));
    }

    static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
