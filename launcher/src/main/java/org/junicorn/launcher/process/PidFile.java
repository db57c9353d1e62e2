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
    private final Path file;

    private PidFile(Path file) {
        this.file = file;
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
            Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".tmp");
            Files.writeString(temporary, ProcessHandle.current().pid() + "\n");
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new PidFile(file);
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.PIDFILE,
                    "pidfile = \"" + file + "\" cannot be written: " + e + "; choose another one with --pidfile");
        }
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
    public void close() {
        try {
            if (read(file).equals(Optional.of(ProcessHandle.current().pid()))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The next start replaces it: the process that it names is gone.
        }
    }
}
