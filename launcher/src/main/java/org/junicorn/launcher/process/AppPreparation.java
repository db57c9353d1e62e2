package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.MessageCodec;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.log.Lines;
import org.junicorn.launcher.prepare.Preparation;

/** Has a child process look at the application, so that nothing in it can hurt the supervisor. */
final class AppPreparation {
    private static final MessageCodec<Preparation> CODEC = new MessageCodec<>(Preparation.class);

    private final Helpers helpers;
    private final Lines log;
    private final WorkDir workDir;
    private final EntryLeases leases;
    private final AtomicReference<ChildProcess> running = new AtomicReference<>();
    private volatile boolean cancelled;

    AppPreparation(Helpers helpers, Lines log, WorkDir workDir, EntryLeases leases) {
        this.helpers = helpers;
        this.log = log;
        this.workDir = workDir;
        this.leases = leases;
    }

    /**
     * Prepares an application and waits for it.
     *
     * @throws Refusal if the application is not valid, or no process can be started
     */
    Preparation.Done prepare(Settings settings, ServedApp app, JavaRuntime java, WorkerCommand command)
            throws Refusal, InterruptedException {
        CompletableFuture<Preparation> answer = new CompletableFuture<>();
        CompletableFuture<Posix.Exit> end = new CompletableFuture<>();
        end.thenRun(() -> answer.complete(new Preparation.Refused("")));
        String contextXml = content("context_xml", settings.app().contextXml());
        String handlers = content("handlers_file", settings.routing().handlersFile());
        String defaultWebXml = content("default_web_xml", settings.app().defaultWebXml());
        List<String> arguments = new ArrayList<>(command.prepare());
        arguments.add(Integer.toString(ChildProcess.FACTS));
        try {
            ChildProcess process = helpers.start(new Helpers.Task(
                    "prepare", settings, java, arguments, log, line -> answered(answer, line), end::complete));
            running.set(process);
            if (cancelled) {
                helpers.end(running);
            }
            process.say(CODEC.encode(new Preparation.Request(
                    app.app(),
                    settings.app().classPath().stream().map(Path::toString).toList(),
                    helpers.folder(settings).toString(),
                    workDir.root().toString(),
                    settings.app().jakartaConverter().name(),
                    settings.app().contextXml().map(Path::toString).orElse(""),
                    contextXml,
                    settings.app().defaultWebXml().map(Path::toString).orElse(""),
                    defaultWebXml,
                    settings.routing().handlersFile().map(Path::toString).orElse(""),
                    handlers,
                    settings.app().precompileJsps(),
                    settings.app().sharedLib().stream().map(Path::toString).toList(),
                    leases.inUse().stream().map(Path::toString).toList())));
            Preparation result = answer.get();
            if (result instanceof Preparation.Done done) {
                return done;
            }
            String reason = ((Preparation.Refused) result).reason();
            throw new Refusal(ExitCode.APP, reason.isEmpty() ? died(process, end.get()) : reason);
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.BOOT, "no process could be started to prepare the application: " + e.getMessage());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            running.set(null);
        }
    }

    /** Read here, since the process that prepares may be another user's, who must not see it on disk. */
    private static String content(String key, Optional<Path> file) throws Refusal {
        try {
            return file.isEmpty() ? "" : Base64.getEncoder().encodeToString(Files.readAllBytes(file.get()));
        } catch (IOException e) {
            throw new Refusal(ExitCode.CONFIG, key + " = \"" + file.get() + "\" cannot be read: " + e);
        }
    }

    private String died(ChildProcess process, Posix.Exit exit) {
        return cancelled
                ? "the preparation was cancelled"
                : "the process that prepares the application died with " + exit.text() + "; it printed:\n"
                        + String.join("\n", process.lastLines());
    }

    private static void answered(CompletableFuture<Preparation> answer, String line) {
        try {
            answer.complete(CODEC.decode(line));
        } catch (IllegalArgumentException e) {
            answer.complete(new Preparation.Refused("the prepare process said something unknown: " + line));
        }
    }

    /** Ends the preparation that is under way, if there is one, and refuses any further one. */
    void cancel() {
        cancelled = true;
        helpers.end(running);
    }
}
