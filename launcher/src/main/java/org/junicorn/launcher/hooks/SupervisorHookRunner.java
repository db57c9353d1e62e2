package org.junicorn.launcher.hooks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junicorn.hooks.ServerInfo;
import org.junicorn.hooks.SupervisorHooks;
import org.junicorn.hooks.WorkerEnd;
import org.junicorn.hooks.WorkerInfo;
import org.junicorn.launcher.config.HookName;
import org.junicorn.launcher.config.HookSettings;
import org.junicorn.launcher.log.EventLog;

/**
 * Calls the supervisor's hooks, classes first and then the command, one after the other on a thread of its own, in the
 * order of the events that the log has heard of.
 */
public final class SupervisorHookRunner implements EventLog.Listener, AutoCloseable {
    private static final int MOST_WAITING = 1_000;
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    /** Runs a command to its end. */
    public interface Commands {
        /**
         * @param facts further variables of its environment
         * @throws IOException if it cannot be run, fails, or takes too long
         */
        void run(List<String> command, Map<String, String> facts, Duration timeout)
                throws IOException, InterruptedException;
    }

    private record Call(HookName hook, Map<String, String> facts) {}

    private final ServerInfo server;
    private final HookSettings settings;
    private final List<SupervisorHooks> hooks;
    private final Commands commands;
    private final EventLog log;
    private final Consumer<String> onFatal;
    private final Deque<Call> waiting = new ArrayDeque<>();
    private final Thread thread = new Thread(null, this::run, "hooks", 512 * 1024);
    private int dropped;
    private boolean closing;
    private volatile boolean failed;

    private SupervisorHookRunner(
            ServerInfo server,
            HookSettings settings,
            List<SupervisorHooks> hooks,
            Commands commands,
            EventLog log,
            Consumer<String> onFatal) {
        this.server = server;
        this.settings = settings;
        this.hooks = hooks;
        this.commands = commands;
        this.log = log;
        this.onFatal = onFatal;
        thread.setDaemon(true);
    }

    /**
     * Loads the hooks, calls {@code on_starting}, and follows the log from then on.
     *
     * @param onFatal takes the name of a later hook whose failure counts, once
     * @throws HookException if a class cannot be loaded, or {@code on_starting} has failed and that counts
     */
    public static SupervisorHookRunner start(
            String name, HookSettings settings, Commands commands, EventLog log, Consumer<String> onFatal)
            throws HookException {
        List<SupervisorHooks> hooks = HookLoader.load(
                SupervisorHooks.class, settings.hooksPath(), "supervisor_hooks", settings.supervisorHooks());
        ServerInfo server = new ServerInfo(name, ProcessHandle.current().pid());
        SupervisorHookRunner runner = new SupervisorHookRunner(server, settings, hooks, commands, log, onFatal);
        Optional<Exception> failure = runner.call(new Call(HookName.ON_STARTING, Map.of()));
        if (failure.isPresent() && runner.isFatal(HookName.ON_STARTING)) {
            throw new HookException(
                    true, "the hook on_starting has failed, and fatal_hooks lists it: " + failure.get(), failure.get());
        }
        log.addListener(runner);
        runner.thread.start();
        return runner;
    }

    /** Whether a hook has failed whose failure counts. */
    public boolean failed() {
        return failed;
    }

    @Override
    public void heard(EventLog.Entry entry) {
        Map<String, String> fields = entry.fields();
        switch (entry.name()) {
            case "server.ready" -> {
                add(HookName.NWORKERS_CHANGED, Map.of("from", "0", "to", fields.get("workers")));
                add(HookName.WHEN_READY, fields);
            }
            case "reload.started" -> add(HookName.ON_RELOAD, fields);
            case "reload.done", "reload.failed" -> add(HookName.RELOAD_DONE, fields);
            case "worker.spawning" -> add(HookName.PRE_FORK, fields);
            case "worker.ready", "worker.promoted" -> add(HookName.WORKER_READY, fields);
            case "worker.exited" -> add(HookName.CHILD_EXIT, fields);
            case "workers.changed" -> add(HookName.NWORKERS_CHANGED, fields);
            case "upgrade.started" -> add(HookName.PRE_EXEC, fields);
            case "supervisor.stopped" -> add(HookName.ON_EXIT, fields);
            default -> {
                // nothing that hooks are told of
            }
        }
    }

    private void add(HookName hook, Map<String, String> facts) {
        if (hooks.isEmpty() && !settings.execHooks().containsKey(hook.text())) {
            return;
        }
        synchronized (waiting) {
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
                dropped++;
            }
            waiting.addLast(new Call(hook, facts));
            waiting.notifyAll();
        }
    }

    private void run() {
        try {
            for (Optional<Call> next = next(); next.isPresent(); next = next()) {
                HookName hook = next.get().hook();
                if (call(next.get()).isPresent() && isFatal(hook) && !failed) {
                    failed = true;
                    onFatal.accept(hook.text());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Call> next() throws InterruptedException {
        int lost;
        Optional<Call> next;
        synchronized (waiting) {
            while (waiting.isEmpty() && !closing) {
                waiting.wait();
            }
            lost = dropped;
            dropped = 0;
            next = Optional.ofNullable(waiting.pollFirst());
        }
        if (lost > 0) {
            log.warning("hooks.dropped", "calls", lost, "reason", "hooks take longer than what they are told of");
        }
        return next;
    }

    private boolean isFatal(HookName hook) {
        return settings.fatalHooks().contains(hook.text());
    }

    /** The failure of the last that failed, if any did; each is logged. */
    private Optional<Exception> call(Call call) {
        Optional<Exception> failure = Optional.empty();
        for (SupervisorHooks each : hooks) {
            try {
                call(each, call);
            } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                failure = Optional.of(failed(call, each.getClass().getName(), e));
            }
        }
        List<String> command = settings.command(call.hook());
        if (!command.isEmpty()) {
            try {
                commands.run(command, variables(call), settings.execHookTimeout());
            } catch (IOException | RuntimeException e) {
                failure = Optional.of(failed(call, command.get(0), e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return failure;
    }

    private Exception failed(Call call, String who, Throwable e) {
        log.error("hook.failed", "hook", call.hook().text(), "by", who, "reason", HookFailures.text(e));
        return e instanceof Exception exception ? exception : new IllegalStateException(e.toString(), e);
    }

    private void call(SupervisorHooks each, Call call) throws Exception {
        Map<String, String> facts = call.facts();
        Thread.currentThread().setContextClassLoader(each.getClass().getClassLoader());
        switch (call.hook()) {
            case ON_STARTING -> each.onStarting(server);
            case WHEN_READY -> each.whenReady(server);
            case ON_RELOAD -> each.onReload(server);
            case RELOAD_DONE -> each.reloadDone(server, number(facts, "generation"), facts.getOrDefault("reason", ""));
            case PRE_FORK -> each.preFork(server, worker(facts));
            case WORKER_READY -> each.workerReady(server, worker(facts));
            case CHILD_EXIT -> each.childExit(server, worker(facts), end(facts));
            case NWORKERS_CHANGED -> each.nworkersChanged(server, number(facts, "to"), number(facts, "from"));
            case PRE_EXEC -> each.preExec(server);
            case ON_EXIT -> each.onExit(server);
            default -> throw new AssertionError("no branch for " + call.hook());
        }
    }

    private static WorkerInfo worker(Map<String, String> facts) {
        return new WorkerInfo(number(facts, "slot"), number(facts, "generation"), number(facts, "pid"));
    }

    private static WorkerEnd end(Map<String, String> facts) {
        String how = facts.containsKey("signal") ? "signal " + facts.get("signal") : "exit " + facts.get("exit");
        return new WorkerEnd(
                facts.getOrDefault("cause", ""),
                how,
                facts.getOrDefault("reason", ""),
                facts.getOrDefault("hint", ""),
                number(facts, "requests"));
    }

    private static int number(Map<String, String> facts, String name) {
        return Integer.parseInt(facts.getOrDefault(name, "0"));
    }

    private Map<String, String> variables(Call call) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("HOOK_NAME", call.hook().text());
        variables.put("HOOK_SERVER", server.name());
        variables.put("HOOK_SERVER_PID", Long.toString(server.pid()));
        call.facts().forEach((name, value) -> variables.put("HOOK_" + name.toUpperCase(Locale.ROOT), value));
        return variables;
    }

    /** Waits for the calls that were heard of, but not for ever. */
    @Override
    public void close() {
        log.removeListener(this);
        synchronized (waiting) {
            closing = true;
            waiting.notifyAll();
        }
        try {
            thread.join(LAST_CALLS.toMillis());
            if (thread.isAlive()) {
                log.warning(
                        "hooks.given_up", "reason", "they were not done " + LAST_CALLS.toSeconds() + "s after the end");
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
