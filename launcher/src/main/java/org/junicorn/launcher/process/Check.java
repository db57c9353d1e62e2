package org.junicorn.launcher.process;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junicorn.container.tls.InvalidCertificateException;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.listen.Activation;
import org.junicorn.launcher.listen.BindAddress;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.log.BrokenLogConfigException;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junicorn.launcher.log.Logs;

/** {@code --check-config}: does all that a start does short of starting a worker, and takes it back. */
public final class Check {
    private Check() {}

    /**
     * Checks that the application can be prepared, the addresses bound, the files and folders used.
     *
     * @return what was found, a line each
     * @throws Refusal for the first thing that would end a start
     */
    public static List<String> run(Settings settings) throws Refusal, InterruptedException {
        Privileges privileges =
                new Privileges(settings.server().user(), settings.server().group());
        privileges.check();
        try {
            Logs.check(settings);
        } catch (BrokenLogConfigException e) {
            throw new Refusal(ExitCode.CONFIG, "logconfig: " + e.getMessage());
        }
        JavaRuntime java = GenerationFactory.java(settings);
        WorkDir workDir = WorkDir.open(settings.server().workDir(), privileges);
        List<String> users = users(settings);
        String addresses = bindable(settings);
        List<String> certificates = certificates(settings);
        AppPreparation preparation = preparation(workDir);
        WorkerCommand command = command(java);
        List<String> found = new ArrayList<>();
        List<String> warnings = new ArrayList<>(users);
        applications(settings, preparation, java, command, found, warnings);
        found.add(addresses);
        found.addAll(certificates);
        found.add("workers run on Java " + java.version() + " in " + java.home());
        warnings.addAll(MemorySum.here(settings).warning().stream().toList());
        warnings.forEach(warning -> found.add("warning: " + warning));
        return found;
    }

    static AppPreparation preparation(WorkDir workDir) {
        LogFile log = LogFile.standardError();
        Helpers helpers = new Helpers(
                new Children(new EventLog(log, EventLog.Level.WARNING)),
                Path.of("").toAbsolutePath());
        return new AppPreparation(helpers, log, workDir, new EntryLeases(workDir.apps()));
    }

    static WorkerCommand command(JavaRuntime java) {
        return new WorkerCommand(
                java,
                Server.jar().toString(),
                new MachineMemory(Path.of("/")).limit(),
                Runtime.getRuntime().availableProcessors());
    }

    private static void applications(
            Settings settings,
            AppPreparation preparation,
            JavaRuntime java,
            WorkerCommand command,
            List<String> found,
            List<String> warnings)
            throws Refusal, InterruptedException {
        WebappsFolder apps = Applications.of(settings);
        boolean several = settings.app().webapps().isPresent() || apps.apps().size() > 1;
        for (ServedApp app : apps.apps()) {
            String at = several ? " at " + app.path() : "";
            try {
                warnings.addAll(
                        preparation.prepare(settings, app, java, command).warnings());
                found.add("app " + app.app() + at + ": can be deployed");
            } catch (Refusal e) {
                boolean last =
                        found.isEmpty() && app == apps.apps().get(apps.apps().size() - 1);
                if (e.code() != ExitCode.APP || settings.app().effectiveFailFast() || last) {
                    throw e;
                }
                warnings.add("app " + app.app() + at + " cannot be deployed, its path answers 404: " + e.getMessage());
            }
        }
        warnings.addAll(apps.remarks());
    }

    private static List<String> certificates(Settings settings) throws Refusal {
        try {
            return settings.tls().files().read().shown().stream()
                    .map(shown -> "certificate " + shown.subject() + ": good until " + shown.notAfter())
                    .toList();
        } catch (InvalidCertificateException e) {
            throw new Refusal(ExitCode.CONFIG, e.getMessage());
        }
    }

    private static List<String> users(Settings settings) throws Refusal {
        Optional<Path> file = settings.security().tomcatUsers();
        GenerationFactory.storePassword(settings.sessions());
        GenerationFactory.ajpSecret(settings.proxies());
        return file.isPresent() ? GenerationFactory.checkUsers(settings, file.get()) : List.of();
    }

    /** An address that is in use is no mistake if it is our own running instance that uses it, as before a reload. */
    private static String bindable(Settings settings) throws Refusal {
        List<BindAddress> activated =
                Activation.sockets(System.getenv(), ProcessHandle.current().pid());
        Listeners listeners = new Listeners();
        try {
            return listeners
                    .bind(
                            activated.isEmpty() ? settings.sockets().bind() : activated,
                            settings.sockets().backlog(),
                            settings.sockets().socketMode())
                    .stream()
                    .map(Listeners.Listener::name)
                    .collect(Collectors.joining(", ", "addresses can be bound: ", ""));
        } catch (BindException e) {
            boolean running =
                    settings.server().pidfile().filter(Check::namesLiveProcess).isPresent();
            if (!running) {
                throw new Refusal(ExitCode.BIND, e.getMessage());
            }
            return "addresses not checked, since the instance of the pidfile is running: " + e.getMessage();
        } finally {
            listeners.retain(List.of());
        }
    }

    private static boolean namesLiveProcess(Path pidFile) {
        try {
            return PidFile.livePid(pidFile).isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
