package org.junicorn.launcher.process;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The jar of this process, for the workers that it starts. When somebody has put another one in its place, as before an
 * upgrade, they still get the one that this process was started from: the new one may be broken, and its workers may not
 * understand this supervisor. Safe for all threads.
 */
final class OwnJar implements AutoCloseable {
    private final Path original;
    private final RunFolder runFolder;
    private final Optional<FileChannel> content;
    private final Object file;
    private Optional<Path> copy = Optional.empty();

    private OwnJar(Path original, RunFolder runFolder, Optional<FileChannel> content, Object file) {
        this.original = original;
        this.runFolder = runFolder;
        this.content = content;
        this.file = file;
    }

    /** Holds on to what the jar is now. */
    static OwnJar keep(Path jar, RunFolder runFolder) {
        try {
            return Files.isRegularFile(jar)
                    ? new OwnJar(jar, runFolder, Optional.of(FileChannel.open(jar, READ)), key(jar))
                    : new OwnJar(jar, runFolder, Optional.empty(), "");
        } catch (IOException e) {
            throw new UncheckedIOException("our own jar cannot be read", e);
        }
    }

    private static Object key(Path jar) throws IOException {
        return Files.readAttributes(jar, BasicFileAttributes.class).fileKey();
    }

    /** Where it is: at its place, or a copy if another file is there now. */
    synchronized Path path() {
        if (content.isEmpty() || copy.isEmpty() && isThere()) {
            return original;
        }
        if (copy.isEmpty()) {
            try {
                copy = Optional.of(save(content.get()));
            } catch (IOException e) {
                return original; // as if it had not been kept
            }
        }
        return copy.get();
    }

    private boolean isThere() {
        try {
            return key(original).equals(file);
        } catch (IOException e) {
            return false;
        }
    }

    private Path save(FileChannel from) throws IOException {
        Path target = runFolder.ownJar();
        Files.deleteIfExists(target);
        try (FileChannel to = FileChannel.open(
                target,
                Set.of(CREATE_NEW, WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")))) {
            for (long done = 0; done < from.size(); ) {
                done += from.transferTo(done, from.size() - done, to);
            }
        }
        return target;
    }

    @Override
    public void close() {
        try {
            if (content.isPresent()) {
                content.get().close();
            }
        } catch (IOException e) {
            // It was only read.
        }
    }
}
