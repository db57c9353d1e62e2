package org.junicorn.launcher.process;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junicorn.launcher.config.AdminSettings;
import org.junicorn.launcher.config.LoadedSettings;
import org.junicorn.launcher.config.PrintConfig;
import org.junicorn.launcher.config.ServerSettings;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.log.EventLog;

/**
 * Settings that were used up when this process started: its files are open, its folders belong to somebody. A reload
 * cannot change them, and must not change one half of them.
 */
final class Lasting {
    private static final List<Part> OF_THE_PROCESS = List.of(
            new Part("errorlog", settings -> settings.log().errorlog()),
            new Part("pidfile", settings -> settings.server().pidfile()),
            new Part("user", settings -> settings.server().user()),
            new Part("group", settings -> settings.server().group()),
            new Part("umask", settings -> settings.server().umask()),
            new Part("worker_tmp_dir", settings -> settings.server().workerTmpDir()),
            new Part("work_dir", settings -> settings.server().workDir()),
            new Part("admin_bind", settings -> settings.admin().adminBind()),
            new Part("admin_token", settings -> settings.admin().adminToken()),
            new Part("admin_token_file", settings -> settings.admin().adminTokenFile()),
            new Part("control_socket", settings -> settings.control().controlSocket()),
            new Part("control_socket_mode", settings -> settings.control().controlSocketMode()),
            new Part("control_socket_disable", settings -> settings.control().controlSocketDisable()),
            new Part("supervisor_hooks", settings -> settings.hooks().supervisorHooks()),
            new Part("exec_hooks", settings -> settings.hooks().execHooks()));

    /** They count when an address is bound, and those that stay are not bound again. */
    private static final List<Part> OF_LISTENERS = List.of(
            new Part("backlog", settings -> settings.sockets().backlog()),
            new Part("socket_mode", settings -> settings.sockets().socketMode()));

    private record Part(String name, Function<Settings, Object> value) {}

    private final Settings first;
    private final Map<String, PrintConfig.Line> firstLines;

    /** @param first what this process started with */
    Lasting(LoadedSettings first) {
        this.first = first.settings();
        this.firstLines = PrintConfig.settings(first).stream()
                .filter(line ->
                        OF_THE_PROCESS.stream().anyMatch(part -> part.name().equals(line.key())))
                .collect(Collectors.toMap(PrintConfig.Line::key, line -> line));
    }

    /** The new settings without the changes that need a restart, as {@code ctl} shows them; warns of each. */
    Configured configured(LoadedSettings fresh, EventLog log) {
        List<String> kept = changed(OF_THE_PROCESS, fresh.settings());
        List<PrintConfig.Line> lines = PrintConfig.settings(fresh).stream()
                .map(line -> kept.contains(line.key()) ? unchanged(firstLines.get(line.key())) : line)
                .toList();
        return new Configured(keptIn(fresh.settings(), log), lines);
    }

    private static PrintConfig.Line unchanged(PrintConfig.Line first) {
        return new PrintConfig.Line(first.key(), first.text(), first.origin() + ", a new value needs a restart");
    }

    /** The new settings without the changes that need a restart; warns of each. */
    Settings keptIn(Settings fresh, EventLog log) {
        for (String name : changed(OF_THE_PROCESS, fresh)) {
            log.warning("setting.unchanged", "name", name, "reason", "its new value needs a restart");
        }
        for (String name : changed(OF_LISTENERS, fresh)) {
            log.warning(
                    "setting.unchanged",
                    "name",
                    name,
                    "reason",
                    "for addresses that are bound already its new value needs a restart");
        }
        ServerSettings before = first.server();
        ServerSettings after = fresh.server();
        return new Settings(
                fresh.app(),
                fresh.sockets(),
                fresh.workers(),
                fresh.requests(),
                fresh.proxies(),
                fresh.security(),
                fresh.sessions(),
                new ServerSettings(
                        after.chdir(),
                        before.pidfile(),
                        before.user(),
                        before.group(),
                        before.umask(),
                        before.workerTmpDir(),
                        before.workDir(),
                        after.procName(),
                        after.daemon()),
                fresh.log(),
                fresh.syslog(),
                fresh.dumps(),
                fresh.limits(),
                fresh.statsd(),
                new AdminSettings(
                        first.admin().adminBind(),
                        first.admin().adminToken(),
                        first.admin().adminTokenFile(),
                        fresh.admin().drainDelay()),
                first.control(),
                fresh.hooks(),
                fresh.health(),
                fresh.shaping(),
                fresh.tls(),
                fresh.http2(),
                fresh.routing(),
                fresh.edgeLimits(),
                fresh.shedding(),
                fresh.standby());
    }

    private List<String> changed(List<Part> parts, Settings fresh) {
        return parts.stream()
                .filter(part -> !part.value().apply(first).equals(part.value().apply(fresh)))
                .map(Part::name)
                .toList();
    }
}
