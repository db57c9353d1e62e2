package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;

/** The file that holds the supervisor's process id while it runs (gunicorn: pidfile). */
final class PidFile implements AutoCloseable {
    /** What gunicorn calls the file of a supervisor that has not taken over yet. */
    private static final String WAITING = ".2";

    private final Path file;
    private Path written;

    private PidFile(Path file, Path written) {
        this.file = file;
        this.written = written;
    }

    /** Writes the file. One that a process left behind which is gone is replaced; a live one's is never touched. */
    static PidFile take(Path file) throws Refusal {
        try {
            Optional<Long> other = livePid(file);
            if (other.isPresent()) {
                throw new Refusal(
                        ExitCode.PIDFILE,
                        "pidfile = \"" + file + "\" names the live process " + other.get()
                                + ": another instance is running; stop it, choose another pidfile, or remove the file"
                                + " if that process is something else");
            }
            write(file);
            return new PidFile(file, file);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Writes {@code FILE.2} beside the file of the process whose place this one is going to take. */
    static PidFile waiting(Path file) throws Refusal {
        Path beside = file.resolveSibling(file.getFileName() + WAITING);
        try {
            write(beside);
            return new PidFile(file, beside);
        } catch (IOException e) {
            throw unusable(beside, e);
        }
    }

    private static Refusal unusable(Path file, IOException e) {
        return new Refusal(
                ExitCode.PIDFILE,
                "pidfile = \"" + file + "\" cannot be written: " + e + "; choose another one with --pidfile");
    }

    private static void write(Path file) throws IOException {
        Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".tmp");
        Files.writeString(temporary, ProcessHandle.current().pid() + "\n");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The file names this process from now on, whatever it named before. */
    synchronized void claim() throws IOException {
        if (!written.equals(file)) {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = file;
        } else if (!isOurs()) {
            write(file);
        }
    }

    private boolean isOurs() throws IOException {
        return read(written).equals(Optional.of(ProcessHandle.current().pid()));
    }

    Path file() {
        return file;
    }

    /** The process that the file names, if it lives and is not this one. */
    static Optional<Long> livePid(Path file) throws IOException {
        return read(file).filter(pid -> pid != ProcessHandle.current().pid()).filter(pid -> ProcessHandle.of(pid)
                .isPresent());
    }

    private static Optional<Long> read(Path file) throws IOException {
        try {
            String text = Files.readString(file).strip();
            return text.matches("\\d{1,10}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Removes the file if it is still ours. */
    @Override
    public synchronized void close() {
        try {
            if (isOurs()) {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            // The next start replaces it: the process that it names is gone.
        }
    }
}
