package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junicorn.launcher.admin.AcceptBacklog;
import org.junicorn.launcher.channel.Counts;
import org.junicorn.launcher.channel.JvmFigures;
import org.junicorn.launcher.channel.Questions;
import org.junicorn.launcher.channel.Scoreboard;
import org.junicorn.launcher.config.LogSettings;
import org.junicorn.launcher.config.PrintConfig;
import org.junicorn.launcher.config.SessionsSettings;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.config.WorkerClass;
import org.junicorn.launcher.config.WorkerSettings;
import org.junicorn.launcher.control.Instance;
import org.junicorn.launcher.listen.Listeners.Listener;
import org.junicorn.launcher.process.Generations.Generation;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;

/** What this process shows of itself through its control socket. */
final class RunningInstance implements Instance {
    private final String version;
    private final Settings first;
    private final ProcessHands hands;
    private final Questions questions;
    private final Scoreboard scoreboard;

    /** @param first what this process started with */
    RunningInstance(String version, Settings first, ProcessHands hands, Questions questions, Scoreboard scoreboard) {
        this.version = version;
        this.first = first;
        this.hands = hands;
        this.questions = questions;
        this.scoreboard = scoreboard;
    }

    @Override
    public Map<String, Object> identity() {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("pid", ProcessHandle.current().pid());
        identity.put("name", first.server().procName());
        identity.put("version", version);
        identity.put("java", System.getProperty("java.version"));
        identity.put("user", System.getProperty("user.name"));
        identity.put("work_dir", first.server().workDir().toString());
        return identity;
    }

    @Override
    public Optional<List<PrintConfig.Line>> config(int generation) {
        return hands.generation(generation).map(Generation::config);
    }

    @Override
    public List<Map<String, Object>> listeners(int generation) {
        List<Map<String, Object>> all = new ArrayList<>();
        List<Listener> listeners =
                hands.generation(generation).map(Generation::listeners).orElse(List.of());
        Map<String, Long> waiting = AcceptBacklog.of(listeners);
        listeners.forEach(listener -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("address", listener.url());
            row.put("type", listener.kind().name().toLowerCase(Locale.ROOT));
            row.put("descriptor", listener.descriptor());
            row.put("waiting", Optional.ofNullable(waiting.get(listener.name())));
            all.add(row);
        });
        return all;
    }

    @Override
    public Map<String, Object> sessions(int generation) {
        Map<String, Object> sessions = new LinkedHashMap<>();
        Optional<Generation> found = hands.generation(generation);
        if (found.isPresent()) {
            SessionsSettings settings = found.get().settings().sessions();
            sessions.put("store", settings.redis() ? "redis" : settings.sessionStore());
            sessions.put("affinity", settings.sessionAffinity().name().toLowerCase(Locale.ROOT));
            if (settings.sessionStore().equals("local")) {
                sessions.put("folder", hands.sessionsFolder().toString());
                sessions.put("limit", (long) settings.sessionStoreSize() << 20);
                sessions.put("files", files(hands.sessionsFolder()));
            }
        }
        return sessions;
    }

    private static List<Map<String, Object>> files(Path folder) {
        List<Map<String, Object>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                long size = Files.size(file);
                if (size > 0) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("file", file.getFileName().toString());
                    row.put("size", size);
                    all.add(row);
                }
            }
        } catch (IOException e) {
            // what is gone meanwhile has no size
        }
        return all;
    }

    @Override
    public Map<String, Object> figures(WorkerStatus worker) {
        Scoreboard.Row row = scoreboard.row(worker.row());
        JvmFigures jvm = row.jvm();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("requests", row.counts().requests()); // without those that another worker has answered
        figures.put("connections", row.connections());
        figures.put("busy_threads", row.busyThreads());
        figures.put("threads", hands.generation(worker.generation()).map(RunningInstance::threads));
        figures.put("queued", row.queued());
        figures.put("oldest_request", seconds(row.oldestRequest(System.nanoTime())));
        figures.put("sessions", row.sessions());
        if (jvm.heapMax() > 0) {
            figures.put("heap_used", jvm.heapUsed());
            figures.put("heap_max", jvm.heapMax());
            figures.put("jvm_threads", jvm.threads());
            figures.put("gc_time", seconds(jvm.gcTime()));
            figures.put(
                    "gc_share",
                    jvm.gcTime().toNanos() / (double) Math.max(1, worker.age().toNanos()));
        }
        ProcessFigures.of(worker.pid()).ifPresent(process -> {
            figures.put("rss", process.rss());
            figures.put("cpu", seconds(process.cpu()));
        });
        return figures;
    }

    /** Those of the pool; empty if each request has a virtual thread of its own. */
    private static Optional<Integer> threads(Generation generation) {
        WorkerSettings workers = generation.settings().workers();
        return workers.workerClass() == WorkerClass.VIRTUAL
                ? Optional.empty()
                : Optional.of(workers.effectiveThreads());
    }

    @Override
    public Map<String, Object> totals() {
        Counts sum = Counts.none();
        for (Counts slot : hands.totals().bySlot().values()) {
            sum = sum.plus(slot);
        }
        Map<String, Object> totals = new LinkedHashMap<>();
        totals.put("requests", sum.requests());
        for (Counts.StatusClass status : Counts.StatusClass.values()) {
            long count = 0;
            for (Counts.Method method : Counts.Method.values()) {
                count += sum.requests(method, status);
            }
            totals.put("requests_" + status.name().toLowerCase(Locale.ROOT), count);
        }
        totals.put("request_time", seconds(sum.duration()));
        totals.put("queue_waits", sum.queueWaits());
        totals.put("queue_wait_time", seconds(sum.queueWait()));
        totals.put("connections", sum.connections());
        totals.put("bytes_received", sum.received());
        totals.put("bytes_sent", sum.sent());
        totals.put("gc_time", seconds(sum.gcTime()));
        totals.put("cpu", seconds(sum.cpu()));
        ProcessFigures.of(ProcessHandle.current().pid()).ifPresent(own -> totals.put("supervisor_rss", own.rss()));
        return totals;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    @Override
    public String outputOfWorkers() {
        String errorlog = first.log().errorlog();
        return !first.log().captureOutput() || errorlog.equals(LogSettings.STANDARD)
                ? "the server's standard output"
                : errorlog;
    }

    @Override
    public Questions questions() {
        return questions;
    }
}
