package org.junicorn.launcher.process;

import java.io.IOException;
import java.net.BindException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.admin.AdminServer;
import org.junicorn.launcher.channel.Questions;
import org.junicorn.launcher.channel.Totals;
import org.junicorn.launcher.config.LoadedSettings;
import org.junicorn.launcher.config.ServerSettings;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.hooks.HookException;
import org.junicorn.launcher.hooks.SupervisorHookRunner;
import org.junicorn.launcher.listen.Activation;
import org.junicorn.launcher.listen.BindAddress;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.log.BrokenLogConfigException;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.Logs;
import org.junicorn.launcher.signal.Signals;
import org.junicorn.launcher.statsd.ServerMetrics;
import org.junicorn.launcher.supervisor.Command;
import org.junicorn.launcher.supervisor.Event;
import org.junicorn.launcher.supervisor.Operations;
import org.junicorn.launcher.supervisor.ServiceManager;
import org.junicorn.launcher.supervisor.Supervisor;

/** Wires the supervisor with real processes, sockets, files and signals, runs it, and takes all of it down again. */
public final class Server {
    private static final List<String> SIGNALS = List.of("HUP", "INT", "TERM", "USR1", "USR2", "TTIN", "TTOU");

    private Server() {}

    /**
     * Runs until the server has stopped.
     *
     * @param loaded what to start with
     * @param reloaded reads the settings anew for each further generation
     * @param version of this program
     * @throws Refusal if it cannot even begin; nothing is left behind then
     */
    public static ExitCode run(LoadedSettings loaded, GenerationFactory.SettingsSource reloaded, String version)
            throws Refusal, InterruptedException {
        Settings settings = loaded.settings();
        Optional<Predecessor> predecessor = Predecessor.of(System.getenv());
        Logs logs = openLogs(settings);
        BlockingQueue<Event> inbox = new LinkedBlockingQueue<>();
        logs.onRotation(
                () -> inbox.add(new Event.Asked(new Command.Reopen(), "log rotation", new CompletableFuture<>())));
        // Before anything is made that a signal's default action would leave behind.
        Posix.keepFewMemoryPools();
        List.of(Posix.Signal.HUP, Posix.Signal.INT, Posix.Signal.TERM).forEach(Posix::unignore);
        SIGNALS.forEach(signal -> Signals.handle(signal, name -> inbox.add(new Event.SignalReceived(name))));
        ServerSettings server = settings.server();
        server.umask().ifPresent(Posix::setUmask);
        Privileges privileges = new Privileges(server.user(), server.group());
        privileges.check();
        WorkDir workDir = WorkDir.open(server.workDir(), privileges);
        Path cwd = Path.of("").toAbsolutePath();
        Path startFolder = OwnCommand.startFolder(System.getenv());
        long pid = ProcessHandle.current().pid();
        Optional<PidFile> pidFile = pidFile(server, predecessor);
        Optional<ServiceNotifier> notifier =
                ServiceNotifier.of(System.getenv(), pid, predecessor.isPresent(), logs.events());
        try (RunFolder runFolder = openRunFolder(server, workDir, privileges);
                SessionsFolder sessions = sessions(workDir, settings, privileges, predecessor);
                OwnJar jar = OwnJar.keep(jar(), runFolder)) {
            logs.events()
                    .info(
                            "supervisor.starting",
                            "version",
                            version,
                            "pid",
                            pid,
                            "in_place_of",
                            predecessor.map(old -> "" + old.pid()).orElse(""),
                            "java",
                            System.getProperty("java.version"),
                            "work_dir",
                            workDir.root());
            Listeners listeners = predecessor.map(Predecessor::listeners).orElseGet(Listeners::new);
            Optional<List<BindAddress>> activated =
                    predecessor.isPresent() ? predecessor.get().activated() : activated(pid);
            Lasting lasting = new Lasting(loaded);
            Deque<LoadedSettings> first = new ArrayDeque<>(List.of(loaded));
            Questions questions = new Questions();
            Children children = new Children(logs.events());
            GenerationFactory factory = new GenerationFactory(
                    () -> lasting.configured(first.isEmpty() ? reloaded.load() : first.pop(), logs.events()),
                    new Helpers(children, cwd),
                    listeners,
                    workDir,
                    runFolder,
                    jar,
                    logs,
                    activated,
                    changed -> inbox.add(new Event.FilesChanged(changed)),
                    generation -> inbox.add(new Event.CertificatesRenewed(generation)));
            Optional<SupervisorHookRunner> hooks = hooks(settings, children, logs, new Operations(inbox));
            Totals totals = new Totals(runFolder.scoreboard());
            Optional<Endpoint> admin = admin(settings, inbox, totals, listeners, predecessor, logs, version);
            predecessor.ifPresent(old -> {
                pidFile.ifPresent(file -> old.leaves(file::claim));
                notifier.ifPresent(manager -> {
                    old.leaves(manager::speak);
                    old.whenGone(manager::speak); // until then the service manager may have heard the old one alone
                });
                old.listen(inbox, trouble -> logs.events().warning("upgrade.incomplete", "reason", trouble.toString()));
            });
            try (ServerMetrics metrics = new ServerMetrics(new Operations(inbox), logs.events());
                    Successor successor = new Successor(
                            inbox,
                            children,
                            listeners,
                            activated.isPresent(),
                            sessions.path(),
                            startFolder,
                            pidFile,
                            notifier,
                            logs.events());
                    ProcessHands hands = new ProcessHands(
                            inbox,
                            children,
                            listeners,
                            factory,
                            runFolder,
                            sessions.path(),
                            totals,
                            questions,
                            logs,
                            promoted -> metrics.apply(promoted.statsd()));
                    Endpoint control = Endpoint.open(
                            "control_socket",
                            predecessor,
                            () -> {
                                Control opened = Control.open(
                                        settings.control(),
                                        runFolder.controlSocket(),
                                        new RunningInstance(
                                                version, settings, hands, questions, runFolder.scoreboard()),
                                        new Operations(inbox),
                                        logs.events());
                                opened.path()
                                        .ifPresent(path -> logs.events().info("control.listening", "socket", path));
                                return opened::close;
                            },
                            logs.events())) {
                metrics.apply(settings.statsd());
                admin.ifPresent(successor::leave);
                Supervisor supervisor = new Supervisor(
                        inbox,
                        hands,
                        System::nanoTime,
                        most -> most == 0 ? 0 : ThreadLocalRandom.current().nextLong(most + 1),
                        logs.events(),
                        successor,
                        predecessor.map(old -> old),
                        notifier.<ServiceManager>map(manager -> manager).orElseGet(ServiceManager::none));
                successor.leave(control);
                System.gc(); // the same for all that was wired: from here on hardly anything is allocated
                ExitCode code = supervisor.run();
                boolean hookFailed = hooks.filter(SupervisorHookRunner::failed).isPresent() && code == ExitCode.OK;
                ExitCode exit = hookFailed ? ExitCode.HOOK : code;
                logs.events().info("supervisor.stopped", "exit", exit.code());
                return exit;
            } finally {
                hooks.ifPresent(SupervisorHookRunner::close);
                admin.ifPresent(Endpoint::close);
            }
        } finally {
            pidFile.ifPresent(PidFile::close);
            notifier.ifPresent(ServiceNotifier::close);
            logs.close();
        }
    }

    private static Optional<PidFile> pidFile(ServerSettings server, Optional<Predecessor> predecessor) throws Refusal {
        Optional<Path> file = server.pidfile();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        boolean taken = predecessor.filter(old -> old.hasPidFile(file.get())).isPresent();
        return Optional.of(taken ? PidFile.waiting(file.get()) : PidFile.take(file.get()));
    }

    /** The old one's, so that an upgrade ends no session; its own if the work directory is another one now. */
    private static SessionsFolder sessions(
            WorkDir workDir, Settings settings, Privileges privileges, Optional<Predecessor> predecessor)
            throws Refusal {
        Optional<SessionsFolder> joined = predecessor.isPresent()
                ? SessionsFolder.join(workDir, predecessor.get().sessions())
                : Optional.empty();
        return joined.isPresent() ? joined.get() : SessionsFolder.open(workDir, settings, privileges);
    }

    /** Where the service manager has opened sockets for this process. */
    private static Optional<List<BindAddress>> activated(long pid) {
        return Optional.of(Activation.sockets(System.getenv(), pid)).filter(sockets -> !sockets.isEmpty());
    }

    private static Optional<Endpoint> admin(
            Settings settings,
            BlockingQueue<Event> inbox,
            Totals totals,
            Listeners listeners,
            Optional<Predecessor> predecessor,
            Logs logs,
            String version)
            throws Refusal {
        if (settings.admin().adminBind().isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String> token = AdminServer.token(settings.admin());
            AdminServer admin = new AdminServer(
                    settings.admin(), token, new Operations(inbox), totals, listeners, logs.events(), version);
            return Optional.of(Endpoint.open("admin", predecessor, () -> listening(admin), logs.events()));
        } catch (IOException e) {
            throw new Refusal(ExitCode.CONFIG, e.getMessage());
        }
    }

    private static Optional<SupervisorHookRunner> hooks(
            Settings settings, Children children, Logs logs, Operations operations) throws Refusal {
        if (!settings.hooks().ofSupervisor()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SupervisorHookRunner.start(
                    settings.server().procName(),
                    settings.hooks(),
                    new HookCommands(children, logs.errors("hook.output", EventLog.fields("process", "hook"))),
                    logs.events(),
                    hook -> operations.ask(new Command.Stop(false), "hook " + hook)));
        } catch (HookException e) {
            throw new Refusal(e.ofHook() ? ExitCode.HOOK : ExitCode.CONFIG, e.getMessage());
        }
    }

    private static Endpoint.Open listening(AdminServer admin) throws Refusal {
        try {
            admin.listen();
            return admin::close;
        } catch (BindException e) {
            throw new Refusal(ExitCode.BIND, e.getMessage());
        }
    }

    private static Logs openLogs(Settings settings) throws Refusal {
        try {
            return Logs.open(settings);
        } catch (BrokenLogConfigException e) {
            throw new Refusal(ExitCode.CONFIG, "logconfig: " + e.getMessage());
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.CONFIG,
                    "errorlog = \"" + settings.log().errorlog() + "\" cannot be opened: " + e
                            + "; choose another file with --errorlog, or - for stderr");
        }
    }

    private static RunFolder openRunFolder(ServerSettings server, WorkDir workDir, Privileges privileges)
            throws Refusal {
        Path base = server.workerTmpDir().orElse(workDir.run());
        try {
            RunFolder folder = RunFolder.create(base, server.workerTmpDir().isPresent());
            if (privileges.change()) {
                privileges.giveAway(folder.all().toArray(Path[]::new));
            }
            return folder;
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.WORK_DIR,
                    (server.workerTmpDir().isPresent() ? "worker_tmp_dir" : "work_dir") + " = \"" + base
                            + "\" cannot be used: " + e + "; choose a folder that this user may write to");
        }
    }

    /** Where our own classes are: the class path of workers. */
    public static Path jar() {
        try {
            return Path.of(Server.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of our own jar is not a path", e);
        }
    }
}
