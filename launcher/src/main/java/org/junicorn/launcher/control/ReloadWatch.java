package org.junicorn.launcher.control;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junicorn.launcher.supervisor.Status;
import org.junicorn.launcher.supervisor.Status.Phase;
import org.junicorn.launcher.supervisor.Status.Reload;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;

/** Follows a reload until it is decided, and tells the client of each step. */
final class ReloadWatch {
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final int LOOKS_BETWEEN_SIGNS = 50;

    private final int generation;
    private final Handler.Client client;
    private String told = "";

    ReloadWatch(int generation, Handler.Client client) {
        this.generation = generation;
        this.client = client;
    }

    /** Says how things stand. */
    interface Source {
        Status status() throws TimeoutException, InterruptedException;
    }

    Reply follow(Source source) throws TimeoutException, IOException, InterruptedException {
        for (int look = 1; true; look++) {
            Status status = source.status();
            Optional<Reload> reload = status.reloads().stream()
                    .filter(each -> each.generation() == generation)
                    .findFirst();
            Optional<Reply> end = reload.flatMap(found -> decided(status, found));
            if (end.isPresent()) {
                return end.get();
            } else if (status.phase() == Phase.STOPPING) {
                return new Reply.Failed(
                        Reply.Kind.FAILED, "the server is stopping, generation " + generation + " does not come");
            }
            String step = reload.isPresent() ? step(status) : "generation " + generation + " waits for its turn";
            if (!step.equals(told)) {
                told = step;
                client.tell(new Reply.Progress(step));
            } else if (look % LOOKS_BETWEEN_SIGNS == 0) {
                client.stillHere();
            }
            MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    private Optional<Reply> decided(Status status, Reload reload) {
        return switch (reload.result()) {
            case UNDER_WAY -> Optional.empty();
            case FAILED ->
                Optional.of(new Reply.Failed(
                        Reply.Kind.FAILED,
                        "generation " + generation + " failed: " + reload.message()
                                + status.generation().stream()
                                        .mapToObj(old -> "\ngeneration " + old + " goes on serving")
                                        .findFirst()
                                        .orElse("")));
            case DONE -> Optional.of(done(status));
        };
    }

    private Reply done(Status status) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(
                "message",
                "generation " + generation + " serves with " + status.target()
                        + (status.target() == 1 ? " worker" : " workers"));
        data.put("generation", generation);
        return new Reply.Done(data);
    }

    private String step(Status status) {
        long ofIt = status.workers().stream().filter(this::isOfIt).count();
        if (ofIt == 0) {
            return "generation " + generation + " is being prepared";
        }
        long ready = status.workers().stream()
                .filter(this::isOfIt)
                .filter(WorkerStatus::accepting)
                .count();
        long old = status.workers().stream()
                .filter(worker -> !isOfIt(worker) && worker.accepting())
                .count();
        return "generation " + generation + ": " + ready + " of " + status.target() + " workers ready, " + old
                + " of the generation before left";
    }

    private boolean isOfIt(WorkerStatus worker) {
        return worker.generation() == generation;
    }
}
