package org.junicorn.launcher.control;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junicorn.launcher.config.PrintConfig;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.Levels;
import org.junicorn.launcher.supervisor.Command;
import org.junicorn.launcher.supervisor.Exit;
import org.junicorn.launcher.supervisor.Operations;
import org.junicorn.launcher.supervisor.Outcome;
import org.junicorn.launcher.supervisor.Status;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;

/** What can be asked for through the control socket. Used by the clients' threads. */
final class Commands implements Handler {
    /** Who asks, in the log. */
    private static final String BY = "ctl";

    /** The supervisor's loop never waits: one that is silent for so long is stopped, or starved. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String WORKER = "worker";

    private final Operations operations;
    private final Instance instance;

    Commands(Operations operations, Instance instance) {
        this.operations = operations;
        this.instance = instance;
    }

    /** Something that cannot be done as things stand. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    @Override
    public Reply answer(Request request, Client client) throws IOException, InterruptedException {
        try {
            return commanded(request, client);
        } catch (Refused e) {
            return new Reply.Failed(Reply.Kind.REFUSED, e.getMessage());
        } catch (TimeoutException e) {
            return new Reply.Failed(
                    Reply.Kind.FAILED,
                    "the supervisor (pid " + instance.identity().get("pid") + ") has not answered within "
                            + PATIENCE.toSeconds() + "s; is it stopped?");
        }
    }

    private Reply commanded(Request request, Client client)
            throws Refused, TimeoutException, IOException, InterruptedException {
        return switch (request.command()) {
            case "identify" -> new Reply.Done(identity(status()));
            case "show workers" -> new Reply.Done(workers(status()));
            case "show stats" -> new Reply.Done(stats(status()));
            case "show listeners" -> new Reply.Done(Map.of("listeners", instance.listeners(generation(status()))));
            case "show config" -> new Reply.Done(config(status()));
            case "show sessions" -> new Reply.Done(sessions(status()));
            case "show history" -> new Reply.Done(history(status()));
            case "show all" -> new Reply.Done(all(status()));
            case "worker add" -> asked(new Command.ScaleBy(count(request)));
            case "worker remove" -> asked(new Command.ScaleBy(-count(request)));
            case "worker drain" -> asked(new Command.Drain(worker(request).id()));
            case "worker kill" -> asked(new Command.Kill(worker(request).id()));
            case "worker restart" -> asked(new Command.Restart(worker(request).id()));
            case "reload" -> reload(request, client);
            case "reopen" -> asked(new Command.Reopen());
            case "upgrade" -> asked(new Command.Upgrade());
            case "shutdown" -> asked(new Command.Stop(quick(request)));
            case "threads" -> inquiry(client).threads(worker(request));
            case "gc" -> inquiry(client).gc(worker(request));
            case "heap" -> inquiry(client).heap(worker(request), needed(request, "file"));
            case "loglevel" ->
                asked(new Command.LogLevel(
                        request.argument("logger").orElse(Levels.ROOT), level(needed(request, "level"))));
            default ->
                new Reply.Failed(
                        Reply.Kind.UNKNOWN,
                        "unknown command: " + request.command() + "; the server is of another version");
        };
    }

    private Map<String, Object> identity(Status status) {
        Map<String, Object> identity = new LinkedHashMap<>(instance.identity());
        identity.put("phase", status.phase().name().toLowerCase(Locale.ROOT));
        return identity;
    }

    private Map<String, Object> workers(Status status) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("server", Summary.of(status));
        List<Map<String, Object>> workers = new ArrayList<>();
        for (WorkerStatus worker : status.workers()) {
            Map<String, Object> row = Summary.worker(worker);
            row.putAll(instance.figures(worker));
            lastExit(status, worker.slot()).ifPresent(exit -> row.put("last_exit", Summary.exit(exit)));
            workers.add(row);
        }
        data.put("workers", workers);
        return data;
    }

    private static Optional<Exit> lastExit(Status status, int slot) {
        return status.exits().stream().filter(exit -> exit.slot() == slot).reduce((older, newer) -> newer);
    }

    private Map<String, Object> stats(Status status) {
        Map<String, Object> stats = new LinkedHashMap<>(instance.identity());
        stats.putAll(Summary.of(status));
        stats.putAll(instance.totals());
        Map<String, Object> exits = new TreeMap<>();
        status.exitCounts().forEach((cause, count) -> exits.put(cause.text(), count));
        stats.put("exits", exits);
        return stats;
    }

    private Map<String, Object> config(Status status) throws Refused {
        int generation = generation(status);
        List<Map<String, Object>> settings = new ArrayList<>();
        List<PrintConfig.Line> lines = instance.config(generation)
                .orElseThrow(() -> new Refused("generation " + generation + " has just been replaced; ask again"));
        for (PrintConfig.Line line : lines) {
            Map<String, Object> setting = new LinkedHashMap<>();
            setting.put("key", line.key());
            setting.put("value", line.text());
            setting.put("origin", line.origin());
            settings.add(setting);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("generation", generation);
        data.put("settings", settings);
        return data;
    }

    private Map<String, Object> sessions(Status status) throws Refused {
        Map<String, Object> data = new LinkedHashMap<>(instance.sessions(generation(status)));
        List<Map<String, Object>> held = new ArrayList<>();
        for (WorkerStatus worker : status.workers()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("slot", worker.slot());
            row.put("pid", worker.pid());
            row.put("sessions", Optional.ofNullable(instance.figures(worker).get("sessions")));
            held.add(row);
        }
        data.put("held", held);
        return data;
    }

    private Map<String, Object> history(Status status) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("reloads", status.reloads().stream().map(Summary::reload).toList());
        data.put("exits", status.exits().stream().map(Summary::exit).toList());
        return data;
    }

    private Map<String, Object> all(Status status) throws Refused {
        Map<String, Object> data = new LinkedHashMap<>(workers(status));
        data.put("server", stats(status));
        if (status.generation().isPresent()) {
            int generation = status.generation().getAsInt();
            data.put("listeners", instance.listeners(generation));
            data.put("sessions", sessions(status));
        }
        data.putAll(history(status));
        return data;
    }

    private static int generation(Status status) throws Refused {
        return status.generation().orElseThrow(() -> new Refused("no generation serves yet"));
    }

    private Reply reload(Request request, Client client)
            throws Refused, TimeoutException, IOException, InterruptedException {
        Outcome outcome = get(operations.ask(new Command.Reload(), BY));
        if (!outcome.accepted()) {
            throw new Refused(outcome.message());
        }
        int generation = outcome.generation().orElseThrow();
        return request.argument("wait").isPresent()
                ? new ReloadWatch(generation, client).follow(this::status)
                : done(outcome.message(), "generation", generation);
    }

    private Inquiry inquiry(Client client) {
        return new Inquiry(client, instance, command -> get(operations.ask(command, BY)));
    }

    private Reply asked(Command command) throws Refused, TimeoutException, InterruptedException {
        Outcome outcome = get(operations.ask(command, BY));
        if (!outcome.accepted()) {
            throw new Refused(outcome.message());
        }
        return new Reply.Done(Map.of("message", outcome.message()));
    }

    private static Reply done(String message, String name, Object value) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("message", message);
        data.put(name, value);
        return new Reply.Done(data);
    }

    private Status status() throws TimeoutException, InterruptedException {
        return get(operations.status());
    }

    private static <T> T get(CompletableFuture<T> answer) throws TimeoutException, InterruptedException {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * A worker by what the log shows of it: {@code 2} or {@code slot=2}, {@code pid=812}. Of several in a slot the one
     * that serves is meant.
     */
    private WorkerStatus worker(Request request) throws Refused, TimeoutException, InterruptedException {
        return WorkerName.parse(needed(request, WORKER)).find(status().workers());
    }

    private static String needed(Request request, String name) throws Refused {
        return request.argument(name).orElseThrow(() -> new Refused("the argument " + name + " is missing"));
    }

    private static int count(Request request) throws Refused {
        String text = request.argument("count").orElse("1");
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new Refused("\"" + text + "\" is not a number of workers; write 1 to 9999");
        }
        return Integer.parseInt(text);
    }

    private static boolean quick(Request request) throws Refused {
        return switch (request.argument("mode").orElse("graceful")) {
            case "graceful" -> false;
            case "quick" -> true;
            default -> throw new Refused("a shutdown is graceful or quick");
        };
    }

    private static EventLog.Level level(String name) throws Refused {
        for (EventLog.Level level : EventLog.Level.values()) {
            if (level.name().equalsIgnoreCase(name)) {
                return level;
            }
        }
        throw new Refused("\"" + name + "\" is no level; write debug, info, warning, error or critical");
    }
}
