package org.junicorn.launcher.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where log lines go: a file that can be opened again after somebody renamed it, or one of the standard streams. Each
 * {@link #write} is one system call on a descriptor in append mode, so that the lines of several processes do not mix.
 * A line that cannot be written is lost; a full disk must not stop the server. Safe for all threads.
 */
public final class LogFile implements Lines {
    private final Optional<Path> path;
    private OutputStream out;

    private LogFile(Optional<Path> path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    /** Standard error. */
    public static LogFile standardError() {
        return new LogFile(Optional.empty(), new FileOutputStream(FileDescriptor.err));
    }

    /** Standard output. */
    public static LogFile standardOutput() {
        return new LogFile(Optional.empty(), new FileOutputStream(FileDescriptor.out));
    }

    /** Swallows what is written. */
    public static LogFile nowhere() {
        return new LogFile(Optional.empty(), OutputStream.nullOutputStream());
    }

    /** Opens a file for appending; it is made if it does not exist. */
    public static LogFile open(Path path) throws IOException {
        return new LogFile(Optional.of(path), append(path));
    }

    private static OutputStream append(Path path) throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Closes the file and opens it by its name; if that fails, goes on with the old one and throws. */
    public synchronized void reopen() throws IOException {
        if (path.isPresent()) {
            OutputStream fresh = append(path.get());
            OutputStream old = out;
            out = fresh;
            old.close();
        }
    }

    /** Writes a text that ends with a line break. */
    public void write(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        write(bytes, bytes.length);
    }

    @Override
    public synchronized void write(byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            // Nobody is left to tell: this is the error log.
        }
    }

    /** Closes the file; what is written later is lost. Of a standard stream nothing happens. */
    synchronized void close() {
        if (path.isPresent()) {
            try {
                out.close();
            } catch (IOException e) {
                // It is closed in any case.
            }
        }
    }

    /** The name of the file; empty for a standard stream. */
    Optional<Path> path() {
        return path;
    }

    /** Whether it is a standard stream rather than a file. */
    boolean isStandard() {
        return path.isEmpty();
    }
}
