package org.junicorn.launcher.process;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;
import org.junicorn.container.route.RoutingOptions;
import org.junicorn.container.security.InvalidUsersException;
import org.junicorn.container.security.UsersFile;
import org.junicorn.container.tls.InvalidCertificateException;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.config.LoadedSettings;
import org.junicorn.launcher.config.LogSettings;
import org.junicorn.launcher.config.ProxySettings;
import org.junicorn.launcher.config.RoutingSettings;
import org.junicorn.launcher.config.SessionsSettings;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.config.TlsSettings;
import org.junicorn.launcher.listen.BindAddress;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.listen.Listeners.Listener;
import org.junicorn.launcher.listen.Scheme;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.Logs;
import org.junicorn.launcher.process.Generations.Generation;

/**
 * Makes generations, one after the other, on a thread of its own: reads the settings, finds the JDK, binds what is not
 * bound yet, and has the application prepared.
 */
public final class GenerationFactory implements AutoCloseable {
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(3);

    /** Reads the settings anew. */
    public interface SettingsSource {
        LoadedSettings load() throws Refusal;
    }

    /** The settings of the next generation. */
    interface Next {
        Configured get() throws Refusal;
    }

    private final Next next;
    private final Helpers helpers;
    private final AppPreparation preparation;
    private final Applications applications;
    private final ArchiveTraining training;
    private final Listeners listeners;
    private final WorkDir workDir;
    private final RunFolder runFolder;
    private final OwnJar jar;
    private final Logs logs;
    private final Consumer<String> filesChanged;
    private final IntConsumer certificatesRenewed;
    private final Optional<List<BindAddress>> given;
    private final Set<Listener> announced = new HashSet<>();
    private final long memoryLimit = new MachineMemory(Path.of("/")).limit();
    private final ExecutorService preparer = singleThread("preparer");
    private final ExecutorService trainer = singleThread("trainer");
    private Optional<FileWatch> watch = Optional.empty();
    private Optional<CertificateWatch> certificateWatch = Optional.empty();

    GenerationFactory(
            Next next,
            Helpers helpers,
            Listeners listeners,
            WorkDir workDir,
            RunFolder runFolder,
            OwnJar jar,
            Logs logs,
            Optional<List<BindAddress>> given,
            Consumer<String> filesChanged,
            IntConsumer certificatesRenewed) {
        this.certificatesRenewed = certificatesRenewed;
        this.given = given;
        this.next = next;
        this.helpers = helpers;
        EntryLeases leases = new EntryLeases(workDir.apps());
        this.preparation =
                new AppPreparation(helpers, logs.errors("prepare.output", EventLog.fields()), workDir, leases);
        this.applications = new Applications(preparation, leases, logs.events());
        this.training = new ArchiveTraining(helpers, logs.events());
        this.listeners = listeners;
        this.workDir = workDir;
        this.runFolder = runFolder;
        this.jar = jar;
        this.logs = logs;
        this.filesChanged = filesChanged;
    }

    private static ExecutorService singleThread(String name) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(null, task, name, 512 * 1024);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Makes a generation in the background; then calls one of the two consumers on the thread of this factory.
     *
     * @param serving the paths of the applications that workers serve
     */
    void prepare(int number, Supplier<Set<String>> serving, Consumer<Generation> onDone, Consumer<Refusal> onRefused) {
        preparer.execute(() -> {
            try {
                onDone.accept(make(number, serving.get()));
            } catch (Refusal e) {
                runFolder.removeUsers(number);
                onRefused.accept(e);
            } catch (RuntimeException | InterruptedException | Error e) {
                runFolder.removeUsers(number);
                // Errors too, as when our jar was replaced under our feet: without an answer no reload would ever end.
                onRefused.accept(new Refusal(
                        ExitCode.INTERNAL,
                        "not prepared because of a bug, or because the jar of this server was overwritten while it runs"
                                + " (restart it then, and replace it by renaming next time): " + e));
            }
        });
    }

    private Generation make(int number, Set<String> serving) throws Refusal, InterruptedException {
        Configured configured = next.get();
        Settings settings = configured.settings();
        logs.reread(settings);
        JavaRuntime java = java(settings);
        List<Listener> bound = bind(settings);
        FileWatch fresh = watch(settings);
        // Made before the files are read: a change from then on counts.
        CertificateWatch freshCertificates =
                new CertificateWatch(settings.tls().files().all());
        ServedCertificates certificates = certificates(settings, bound, logs.events());
        Optional<Path> users = users(settings, number);
        Optional<String> password = storePassword(settings.sessions());
        Optional<String> ajpSecret = ajpSecret(settings.proxies(), bound);
        Applications.Prepared apps =
                applications.prepare(number, settings, serving, java, command(java, Optional.empty()));
        RoutingOptions routing = routing(settings.routing(), apps);
        makeAccessLog(settings);
        if (settings.sessions().sessionStore().equals("memory")
                && settings.workers().workers().most() > 1) {
            logs.events()
                    .warning(
                            "sessions.not_shared",
                            "session_store",
                            "memory",
                            "workers",
                            settings.workers().workers(),
                            "reason",
                            "each worker has its own sessions; use session_store = \"local\", or one worker");
        }
        return new Generation(
                number,
                settings,
                configured.lines(),
                java,
                bound,
                apps,
                users,
                password,
                ajpSecret,
                routing,
                certificates,
                freshCertificates,
                fresh);
    }

    /**
     * Makes the file of the access log for workers of another user, who often may not make files where logs are. One that
     * exists is left alone, whosever it is.
     */
    void makeAccessLog(Settings settings) {
        Privileges privileges =
                new Privileges(settings.server().user(), settings.server().group());
        Optional<String> target = settings.log().accesslog().filter(name -> !name.equals(LogSettings.STANDARD));
        if (privileges.change() && target.isPresent()) {
            try {
                Path file = Files.createFile(Path.of(target.get()));
                privileges.giveAway(file);
            } catch (FileAlreadyExistsException e) {
                // as it should be
            } catch (IOException e) {
                logs.events().warning("accesslog.not_made", "file", target.get(), "reason", e.toString());
            }
        }
    }

    /** No worker runs it, and none will. */
    void forget(Generation generation) {
        applications.giveBack(generation.apps().ready());
        runFolder.removeUsers(generation.number());
    }

    /** The first line of the file, which its workers may have no right to read. */
    static Optional<String> storePassword(SessionsSettings sessions) throws Refusal {
        return firstLine("session_store_password_file", sessions.sessionStorePasswordFile(), "password");
    }

    /** What web servers must know that speak AJP: as it is set, or the first line of its file. */
    static Optional<String> ajpSecret(ProxySettings proxies) throws Refusal {
        return proxies.ajpSecret().isPresent()
                ? proxies.ajpSecret()
                : firstLine("ajp_secret_file", proxies.ajpSecretFile(), "secret");
    }

    /**
     * The same, if there is an address for it, and none without.
     *
     * @param bound where workers will listen
     */
    static Optional<String> ajpSecret(ProxySettings proxies, List<Listener> bound) throws Refusal {
        Optional<String> secret = ajpSecret(proxies);
        Optional<Listener> ajp = bound.stream()
                .filter(listener -> listener.scheme() == Scheme.AJP)
                .findFirst();
        if (ajp.isPresent() && secret.isEmpty()) {
            throw new Refusal(ExitCode.CONFIG, ajp.get().url() + " " + ProxySettings.NO_SECRET);
        } else if (ajp.isEmpty() && secret.isPresent()) {
            throw new Refusal(
                    ExitCode.CONFIG,
                    (proxies.ajpSecret().isPresent() ? "ajp_secret" : "ajp_secret_file")
                            + ": there is a secret, but no address speaks AJP; write ajp://HOST:PORT in bind");
        }
        return secret;
    }

    private static Optional<String> firstLine(String key, Optional<Path> file, String content) throws Refusal {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (BufferedReader reader = Files.newBufferedReader(file.get())) {
            String line = reader.readLine();
            if (line == null || line.isEmpty()) {
                throw new IOException("its first line is empty");
            }
            return Optional.of(line);
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.CONFIG,
                    key + " = \"" + file.get() + "\" cannot be used: " + e.getMessage() + "; write the " + content
                            + " into its first line");
        }
    }

    /** The file of rules is read once, so that all workers of a generation have the same. */
    private static RoutingOptions routing(RoutingSettings routing, Applications.Prepared apps) throws Refusal {
        Optional<Path> file = routing.handlersFile();
        try {
            return new RoutingOptions(
                    apps.weights(),
                    routing.defaultHost().orElse(""),
                    routing.hostAliases().entrySet().stream()
                            .map(alias -> alias.getKey() + "=" + alias.getValue())
                            .toList(),
                    routing.versionCookie(),
                    file.map(path -> "handlers_file = \"" + path + "\"").orElse(""),
                    file.isPresent() ? Files.readString(file.get()) : "",
                    routing.proxy());
        } catch (IOException e) {
            throw new Refusal(ExitCode.CONFIG, "handlers_file = \"" + file.get() + "\" cannot be read: " + e);
        }
    }

    /** A copy for the workers of this generation, known to be right. */
    private Optional<Path> users(Settings settings, int number) throws Refusal {
        Optional<Path> file = settings.security().tomcatUsers();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path copy = runFolder.copyUsers(file.get(), number);
            Privileges privileges =
                    new Privileges(settings.server().user(), settings.server().group());
            if (privileges.change()) {
                privileges.giveAway(copy);
            }
            checkUsers(settings, copy).forEach(warning -> logs.events()
                    .warning("users.warning", "generation", number, "detail", warning));
            return Optional.of(copy);
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.CONFIG, "tomcat_users = \"" + file.get() + "\" cannot be copied: " + e.getMessage());
        }
    }

    /**
     * Reads the file of users for its faults.
     *
     * @param file the one that the settings name, or a copy of it
     * @return what was found odd and tolerated
     */
    static List<String> checkUsers(Settings settings, Path file) throws Refusal {
        try {
            return UsersFile.read(
                            file,
                            settings.security().tomcatUsers().orElse(file).toString(),
                            settings.security().tomcatUsersDigest())
                    .warnings();
        } catch (InvalidUsersException e) {
            throw new Refusal(ExitCode.CONFIG, "tomcat_users: " + e.getMessage());
        }
    }

    private List<Listener> bind(Settings settings) throws Refusal {
        try {
            List<Listener> bound = listeners.bind(
                    given.orElseGet(() -> settings.sockets().bind()),
                    settings.sockets().backlog(),
                    settings.sockets().socketMode());
            Privileges privileges =
                    new Privileges(settings.server().user(), settings.server().group());
            for (Listener listener : bound) {
                if (announced.add(listener)) {
                    if (listener.path().isPresent() && privileges.change()) {
                        privileges.giveAway(listener.path().get());
                    }
                    logs.events().info("listening", "address", listener.url());
                }
            }
            return bound;
        } catch (BindException e) {
            throw new Refusal(ExitCode.BIND, e.getMessage());
        } catch (IOException e) {
            throw new Refusal(ExitCode.BIND, "the socket's owner cannot be set: " + e.getMessage());
        }
    }

    /**
     * Reads what is served over TLS, and checks that there is an address for it, and none without.
     *
     * @param bound where workers will listen
     */
    static ServedCertificates certificates(Settings settings, List<Listener> bound, EventLog log) throws Refusal {
        TlsSettings tls = settings.tls();
        Optional<Listener> secured = bound.stream().filter(Listener::tls).findFirst();
        if (tls.configured() && secured.isEmpty()) {
            throw new Refusal(
                    ExitCode.CONFIG,
                    (tls.certfile().isEmpty() ? "keystore" : "certfile")
                            + ": there is a certificate, but no address is served over TLS; write"
                            + " https://HOST:PORT in bind");
        }
        if (secured.isPresent() && !tls.configured()) {
            throw new Refusal(
                    ExitCode.CONFIG,
                    secured.get().url() + " needs a certificate; name one with certfile and keyfile, or with keystore");
        }
        try {
            return ServedCertificates.read(tls.files(), log);
        } catch (InvalidCertificateException e) {
            throw new Refusal(ExitCode.CONFIG, e.getMessage());
        }
    }

    /** The JDK that the settings name, else our own. */
    static JavaRuntime java(Settings settings) throws Refusal {
        Optional<Path> home = settings.workers().javaHome();
        if (home.isEmpty()) {
            return JavaRuntime.own();
        }
        try {
            return JavaRuntime.at(home.get());
        } catch (IOException e) {
            throw new Refusal(ExitCode.CONFIG, "java_home = \"" + home.get() + "\": " + e.getMessage());
        }
    }

    /** The state of the files before they are read: a change from then on counts. */
    private FileWatch watch(Settings settings) throws Refusal {
        Path base = helpers.folder(settings);
        List<Path> roots = new ArrayList<>();
        if (settings.app().reload()) {
            roots.addAll(settings.app().classPath());
            settings.app().webapps().ifPresent(roots::add);
            settings.app().app().forEach(mount -> roots.add(base.resolve(mount.app()))); // nothing, if it is a class
            settings.app().contextXml().ifPresent(roots::add);
            settings.app().defaultWebXml().ifPresent(roots::add);
            settings.routing().handlersFile().ifPresent(roots::add);
            roots.addAll(settings.app().sharedLib());
        }
        List<String> globs = settings.app().reload() ? settings.app().reloadExtraFiles() : List.of();
        try {
            return new FileWatch(roots, globs, base, filesChanged);
        } catch (PatternSyntaxException e) {
            throw new Refusal(
                    ExitCode.CONFIG,
                    "reload_extra_files: not a pattern of paths: " + e.getPattern() + " (" + e.getDescription() + ")");
        }
    }

    Helpers helpers() {
        return helpers;
    }

    /** Where workers leave what explains their ends. */
    DumpFolder dumps(Settings settings) {
        return new DumpFolder(settings.dumps(), workDir, settings.server(), logs.events());
    }

    WorkerCommand command(Generation generation) {
        return command(generation.java(), generation.apps().earlierApi());
    }

    private WorkerCommand command(JavaRuntime java, Optional<Path> earlierApi) {
        String classPath = earlierApi.map(api -> api + File.pathSeparator).orElse("") + jar.path();
        return new WorkerCommand(
                java, classPath, memoryLimit, Runtime.getRuntime().availableProcessors());
    }

    /** The archive fits one class path. */
    ClassArchive archive(Generation generation) {
        return ClassArchive.ofContainer(
                workDir.archives(), generation.java(), generation.apps().earlierApi(), jar.path());
    }

    /** A generation serves: what can wait until then is done now. */
    void promoted(Generation generation) {
        Settings settings = generation.settings();
        logs.apply(settings);
        watch.ifPresent(FileWatch::close);
        watch = Optional.of(generation.watch()).filter(found -> settings.app().reload());
        watch.ifPresent(FileWatch::start);
        certificateWatch.ifPresent(CertificateWatch::close);
        certificateWatch = Optional.of(generation.certificateWatch())
                .filter(found -> settings.tls().configured());
        certificateWatch.ifPresent(found -> found.start(() -> {
            if (generation.certificates().renew()) {
                certificatesRenewed.accept(generation.number());
            }
        }));
        if (settings.app().preloadApp()) {
            trainer.execute(
                    () -> training.train(settings, generation.java(), command(generation), archive(generation)));
        }
    }

    /** Ends what is under way; a preparation is refused then. */
    void cancel() {
        preparation.cancel();
        training.cancel();
    }

    @Override
    public void close() {
        cancel();
        watch.ifPresent(FileWatch::close);
        certificateWatch.ifPresent(CertificateWatch::close);
        for (ExecutorService executor : List.of(preparer, trainer)) {
            executor.shutdown();
            try {
                executor.awaitTermination(CLOSING_LIMIT.toSeconds(), SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
