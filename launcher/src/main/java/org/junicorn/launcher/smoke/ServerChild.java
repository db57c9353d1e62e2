package org.junicorn.launcher.smoke;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The server under test, with a folder of its own. {@link #close} leaves neither; it may be called by any thread, also
 * while another one starts the server or waits for it.
 */
final class ServerChild implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration QUICK_STOP = Duration.ofSeconds(10);

    /** Variables by which a service manager speaks to us, not to a server that is started for a moment. */
    private static final List<String> NOT_FOR_THE_SERVER =
            List.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES");

    private final Path folder;
    private final ServerLog log;
    private Process process;
    private boolean closed;

    private ServerChild(Path folder) {
        this.folder = folder;
        this.log = new ServerLog(folder.resolve("server.log"));
    }

    /** Makes the folder. Workers that run as another user must be able to go through it. */
    static ServerChild prepare() throws IOException {
        Path folder = Files.createTempDirectory("junicorn-smoke-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        ServerChild child = new ServerChild(folder);
        Files.createFile(
                child.log.file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return child;
    }

    /** For what the server would otherwise leave behind; removed by {@link #close}. */
    Path folder() {
        return folder;
    }

    ServerLog log() {
        return log;
    }

    /** Starts it in the current folder. Does nothing after {@link #close}. */
    synchronized void start(Path jar, List<String> arguments) throws IOException {
        if (closed) {
            return;
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        NOT_FOR_THE_SERVER.forEach(builder.environment()::remove);
        process = builder.start();
    }

    /** Waits until it is ready, has ended, or the moment has come, whichever is first. */
    Optional<ServerLog.Ready> awaitReady(long deadline) throws IOException, InterruptedException {
        while (System.nanoTime() - deadline < 0) {
            boolean ended = process.waitFor(LOOK.toMillis(), MILLISECONDS);
            Optional<ServerLog.Ready> ready = log.ready();
            if (ready.isPresent() || ended) {
                return ready.filter(found -> process.isAlive());
            }
        }
        return Optional.empty();
    }

    /** Its exit status, 128 and the signal's number if one ended it; empty while it runs. */
    OptionalInt exit() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Stops it gracefully; empty if it did not end within that time. */
    OptionalInt stop(Duration patience) throws InterruptedException {
        process.destroy();
        return process.waitFor(patience.toMillis(), MILLISECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (process != null) {
            endProcesses();
        }
        removeFolder();
    }

    private void endProcesses() {
        List<ProcessHandle> children = process.descendants().toList();
        try {
            if (process.isAlive()) {
                process.destroy();
                process.waitFor(LOOK.toMillis(), MILLISECONDS); // two signals that come together count as one
                process.destroy(); // the second TERM is a quick stop
                process.waitFor(QUICK_STOP.toMillis(), MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private void removeFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("junicorn: " + folder + " could not be removed: " + e);
        }
    }
}
