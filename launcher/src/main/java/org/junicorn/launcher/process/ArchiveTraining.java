package org.junicorn.launcher.process;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;

/**
 * Makes the container's class archive in a process of its own, which serves an empty application for a moment, so that
 * the next workers boot faster. The user's application is not started for that: a boot has side effects.
 */
final class ArchiveTraining {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Helpers helpers;
    private final EventLog log;
    private final AtomicReference<ChildProcess> running = new AtomicReference<>();
    private volatile boolean cancelled;

    ArchiveTraining(Helpers helpers, EventLog log) {
        this.helpers = helpers;
        this.log = log;
    }

    /** Makes the archive unless it is there, and waits for it. A failure is logged; workers boot without it. */
    void train(Settings settings, JavaRuntime java, WorkerCommand command, ClassArchive archive) {
        if (archive.exists() || cancelled) {
            return;
        }
        Path temporary = archive.file()
                .resolveSibling(archive.file().getFileName() + "."
                        + ProcessHandle.current().pid());
        Path folder = archive.file().resolveSibling(temporary.getFileName() + ".work");
        try {
            CompletableFuture<Posix.Exit> ended = new CompletableFuture<>();
            List<String> arguments = command.train(archive, temporary.toString(), folder.toString());
            long begun = System.nanoTime();
            // JDK 25 tells at length how it makes an archive; it is repeated only if it does not.
            ChildProcess process = helpers.start(new Helpers.Task(
                    "train", settings, java, arguments, LogFile.nowhere(), line -> {}, ended::complete));
            running.set(process);
            if (cancelled) {
                helpers.end(running);
            }
            Posix.Exit exit = ended.get(LIMIT.toSeconds(), SECONDS);
            if (exit.code().equals(Optional.of(0)) && Files.isRegularFile(temporary)) {
                Path made = archive.publish(temporary).file();
                log.info("archive.made", "file", made, "after", Duration.ofNanos(System.nanoTime() - begun));
            } else if (!cancelled) {
                log.lines("archive.not_made", process.lastLines());
                log.warning("archive.not_made", "reason", "the training process ended with " + exit.text());
            }
            archive.prune();
        } catch (IOException | ExecutionException | TimeoutException e) {
            log.warning("archive.not_made", "reason", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            helpers.end(running);
            RunFolder.removeTree(temporary);
            RunFolder.removeTree(archive.file().resolveSibling(temporary.getFileName() + ".config")); // JDK 25's
            RunFolder.removeTree(folder);
        }
    }

    /** Ends the training that is under way, if there is one, and begins none any more. */
    void cancel() {
        cancelled = true;
        helpers.end(running);
    }
}
