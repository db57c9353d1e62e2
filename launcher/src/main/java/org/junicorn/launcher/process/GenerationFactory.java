package org.junicorn.launcher.process;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.MessageCodec;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.listen.Listeners.Listener;
import org.junicorn.launcher.log.Logs;
import org.junicorn.launcher.prepare.Preparation;
import org.junicorn.launcher.process.Generations.Generation;

/**
 * Makes generations, one after the other, on a thread of its own: reads the settings, finds the JDK, binds what is not
 * bound yet, and has a child process prepare the application.
 */
public final class GenerationFactory implements AutoCloseable {
    private static final MessageCodec<Preparation> CODEC = new MessageCodec<>(Preparation.class);

    private static final Duration TRAINING_LIMIT = Duration.ofMinutes(2);
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(3);

    /** Reads the settings anew. */
    public interface SettingsSource {
        Settings load() throws Refusal;
    }

    private final SettingsSource source;
    private final Children children;
    private final Listeners listeners;
    private final WorkDir workDir;
    private final Path jar;
    private final Path cwd;
    private final Logs logs;
    private final Consumer<String> filesChanged;
    private Optional<FileWatch> watch = Optional.empty();
    private final Set<Listener> announced = new HashSet<>();
    private final AtomicReference<ChildProcess> preparing = new AtomicReference<>();
    private volatile boolean cancelled;
    private final long memoryLimit = new MachineMemory(Path.of("/")).limit();
    private final AtomicReference<ChildProcess> training = new AtomicReference<>();
    private final ExecutorService preparer = singleThread("preparer");
    private final ExecutorService trainer = singleThread("trainer");

    GenerationFactory(
            SettingsSource source,
            Children children,
            Listeners listeners,
            WorkDir workDir,
            Path jar,
            Path cwd,
            Logs logs,
            Consumer<String> filesChanged) {
        this.source = source;
        this.children = children;
        this.listeners = listeners;
        this.workDir = workDir;
        this.jar = jar;
        this.cwd = cwd;
        this.logs = logs;
        this.filesChanged = filesChanged;
    }

    Children children() {
        return children;
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
     * @param inUse entries of the work directory that must stay
     */
    void prepare(int number, List<Path> inUse, Consumer<Generation> onDone, Consumer<Refusal> onRefused) {
        preparer.execute(() -> {
            try {
                onDone.accept(make(number, inUse));
            } catch (Refusal e) {
                onRefused.accept(e);
            } catch (RuntimeException | InterruptedException e) {
                onRefused.accept(new Refusal(ExitCode.INTERNAL, "a bug, please report it: " + e));
            }
        });
    }

    private Generation make(int number, List<Path> inUse) throws Refusal, InterruptedException {
        Settings settings = source.load();
        JavaRuntime java = java(settings);
        List<Listener> bound = bind(settings);
        long begun = System.nanoTime();
        Preparation.Done done = prepareApp(settings, java, inUse);
        logs.events()
                .info(
                        "app.prepared",
                        "app",
                        settings.app().app(),
                        "generation",
                        number,
                        "entry",
                        Path.of(done.entry()).getFileName(),
                        "reused",
                        done.reused(),
                        "after",
                        Duration.ofNanos(System.nanoTime() - begun));
        done.warnings()
                .forEach(warning -> logs.events().warning("app.warning", "generation", number, "detail", warning));
        String contextPath = settings.app().contextPath().orElse("/");
        return new Generation(
                number,
                settings,
                java,
                bound,
                Path.of(done.entry()),
                Path.of(done.modelFile()),
                contextPath.equals("/") ? "" : contextPath);
    }

    private List<Listener> bind(Settings settings) throws Refusal {
        try {
            List<Listener> bound = listeners.bind(
                    settings.sockets().bind(),
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

    private Preparation.Done prepareApp(Settings settings, JavaRuntime java, List<Path> inUse)
            throws Refusal, InterruptedException {
        CompletableFuture<Preparation> answer = new CompletableFuture<>();
        AtomicReference<String> garbled = new AtomicReference<>("");
        try {
            List<String> arguments = new ArrayList<>(command(settings, java).prepare());
            arguments.add(Integer.toString(ChildProcess.FACTS));
            ChildProcess process = child(settings, java, "prepare", arguments, line -> answered(answer, line), exit -> {
                garbled.set(exit.toString());
                answer.complete(new Preparation.Refused(""));
            });
            preparing.set(process);
            if (cancelled) {
                cancel();
            }
            process.say(CODEC.encode(new Preparation.Request(
                    settings.app().app(),
                    settings.app().classPath().stream().map(Path::toString).toList(),
                    folder(settings).toString(),
                    workDir.root().toString(),
                    inUse.stream().map(Path::toString).toList())));
            Preparation result = answer.get();
            if (result instanceof Preparation.Done done) {
                return done;
            }
            String reason = ((Preparation.Refused) result).reason();
            throw new Refusal(ExitCode.APP, reason.isEmpty() ? died(process, garbled.get()) : reason);
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.BOOT, "no process could be started to prepare the application: " + e.getMessage());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            preparing.set(null);
        }
    }

    private String died(ChildProcess process, String exit) {
        return cancelled
                ? "the preparation was cancelled"
                : "the process that prepares the application died (" + exit + "); it printed:\n"
                        + String.join("\n", process.lastLines());
    }

    private static void answered(CompletableFuture<Preparation> answer, String line) {
        try {
            answer.complete(CODEC.decode(line));
        } catch (IllegalArgumentException e) {
            answer.complete(new Preparation.Refused("the prepare process said something unknown: " + line));
        }
    }

    private ChildProcess child(
            Settings settings,
            JavaRuntime java,
            String name,
            List<String> arguments,
            Consumer<String> facts,
            Consumer<Posix.Exit> onExit)
            throws IOException {
        List<String> prefix =
                new Privileges(settings.server().user(), settings.server().group()).prefix();
        String program = java.executable().toString();
        List<String> argv = new ArrayList<>(prefix);
        argv.add(prefix.isEmpty() ? settings.server().procName() + ": " + name : program);
        argv.addAll(arguments);
        return children.start(new ChildProcess.Plan(
                name,
                prefix.isEmpty() ? program : prefix.get(0),
                argv,
                new TreeMap<>(System.getenv()),
                folder(settings),
                List.of(),
                logs.errorLog(),
                logs.errorLog(),
                facts,
                onExit));
    }

    /** Ends the preparation that is under way, if there is one; it is then refused. */
    void cancel() {
        cancelled = true;
        end(preparing);
        end(training);
    }

    private void end(AtomicReference<ChildProcess> which) {
        ChildProcess process = which.getAndSet(null);
        if (process != null) {
            children.signal(process.pid(), Posix.Signal.KILL);
        }
    }

    /** Where workers start, and relative paths with them. */
    Path folder(Settings settings) {
        return settings.server().chdir().orElse(cwd);
    }

    WorkerCommand command(Generation generation) {
        return command(generation.settings(), generation.java());
    }

    private WorkerCommand command(Settings settings, JavaRuntime java) {
        return new WorkerCommand(
                java, jar.toString(), memoryLimit, Runtime.getRuntime().availableProcessors());
    }

    ClassArchive archive(Generation generation) {
        return ClassArchive.ofContainer(workDir.archives(), generation.java(), jar);
    }

    /** A generation serves: what can wait until then is done now. */
    void promoted(Generation generation) {
        logs.apply(generation.settings().log());
        watch(generation.settings());
        if (generation.settings().app().preloadApp() && !archive(generation).exists()) {
            trainer.execute(() -> train(generation));
        }
    }

    private void watch(Settings settings) {
        watch.ifPresent(FileWatch::close);
        watch = Optional.empty();
        if (settings.app().reload()) {
            Path base = folder(settings);
            List<Path> roots = new ArrayList<>(settings.app().classPath());
            if (roots.isEmpty()) {
                roots.add(base.resolve(settings.app().app()));
            }
            watch = Optional.of(new FileWatch(roots, settings.app().reloadExtraFiles(), base, filesChanged));
            watch.get().start();
        }
    }

    /**
     * Makes the container's class archive in a process of its own, which serves an empty application for a moment, so
     * that the next workers boot faster. The application of the user is not started for that: a boot has side effects.
     */
    private void train(Generation generation) {
        ClassArchive archive = archive(generation);
        if (archive.exists()) {
            return; // an earlier generation's turn has made it
        }
        Path temporary = archive.file()
                .resolveSibling(archive.file().getFileName() + "."
                        + ProcessHandle.current().pid());
        try {
            CompletableFuture<Posix.Exit> ended = new CompletableFuture<>();
            List<String> arguments = command(generation).train(archive, temporary.toString());
            long begun = System.nanoTime();
            ChildProcess process =
                    child(generation.settings(), generation.java(), "train", arguments, line -> {}, ended::complete);
            training.set(process);
            Posix.Exit exit = ended.get(TRAINING_LIMIT.toSeconds(), SECONDS);
            if (exit.code().equals(Optional.of(0)) && Files.isRegularFile(temporary)) {
                Files.move(temporary, archive.file(), StandardCopyOption.ATOMIC_MOVE);
                logs.events()
                        .info(
                                "archive.made",
                                "file",
                                archive.file(),
                                "after",
                                Duration.ofNanos(System.nanoTime() - begun));
            } else {
                logs.events().warning("archive.not_made", "reason", exit.toString(), "pid", process.pid());
            }
            archive.prune();
        } catch (IOException | ExecutionException | TimeoutException e) {
            logs.events().warning("archive.not_made", "reason", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(training);
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                logs.events().debug("archive.leftover", "file", temporary);
            }
        }
    }

    @Override
    public void close() {
        cancel();
        watch.ifPresent(FileWatch::close);
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
