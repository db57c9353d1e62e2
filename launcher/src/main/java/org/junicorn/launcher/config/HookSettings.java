package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junicorn.launcher.config.Setting.Split;

/** What of others follows the life of the server. */
public record HookSettings(
        @Setting(
                section = "Hooks",
                split = Split.COLONS,
                origin = "new",
                doc = "Jars and folders of classes with hooks, Java code that follows the life of the server and its"
                        + " workers. Those that are named there for `ServiceLoader` are taken without further ado.")
        List<Path> hooksPath,

        @Setting(
                section = "Hooks",
                origin = "gunicorn: server hooks",
                doc = "Classes on `hooks_path` that implement `org.junicorn.hooks.SupervisorHooks`.")
        List<String> supervisorHooks,

        @Setting(
                section = "Hooks",
                origin = "gunicorn: server hooks",
                doc = "Classes on `hooks_path` that implement `org.junicorn.hooks.WorkerHooks`.")
        List<String> workerHooks,

        @Setting(
                section = "Hooks",
                split = Split.LINES,
                origin = "new",
                doc = "Commands to run at moments of the server's life, as `HOOK=COMMAND`: `on_starting`, `when_ready`,"
                        + " `on_reload`, `reload_done`, `pre_fork`, `worker_ready`, `child_exit`, `nworkers_changed`,"
                        + " `pre_exec`, `on_exit`. A command is split into words as a shell does, without a shell; the facts are in"
                        + " variables that begin with `HOOK_`.")
        Map<String, String> execHooks,

        @Setting(
                section = "Hooks",
                byDefault = "30s",
                min = "100ms",
                origin = "new",
                doc = "Time that a command of `exec_hooks` may take; after it, it is killed, with what it has started.")
        Duration execHookTimeout,

        @Setting(
                section = "Hooks",
                origin = "new",
                doc = "Hooks whose failure counts; that of others is logged and nothing else. `on_starting`: the server"
                        + " does not start. `when_ready`, `on_reload`, `reload_done`, `pre_fork`, `worker_ready`,"
                        + " `child_exit`, `nworkers_changed`: it stops. `post_fork`, `post_worker_init`: the worker does"
                        + " not boot. `pre_request`: the request is answered 500.")
        List<String> fatalHooks) {

    public HookSettings {
        hooksPath = List.copyOf(hooksPath);
        supervisorHooks = List.copyOf(supervisorHooks);
        workerHooks = List.copyOf(workerHooks);
        execHooks = Collections.unmodifiableMap(new LinkedHashMap<>(execHooks));
        fatalHooks = List.copyOf(fatalHooks);
    }

    /**
     * The words of the command of a hook; none if it has none.
     *
     * @throws IllegalArgumentException if a quote is not closed, which is refused when settings are loaded
     */
    public List<String> command(HookName hook) {
        return ShellWords.split(execHooks.getOrDefault(hook.text(), ""));
    }

    /** Whether something has to follow the supervisor. */
    public boolean ofSupervisor() {
        return !hooksPath.isEmpty() || !execHooks.isEmpty();
    }
}
