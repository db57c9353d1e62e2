package org.junicorn.launcher.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junicorn.launcher.channel.Scoreboard;

/**
 * Files that live as long as this supervisor: the scoreboard and the workers' temporary folders. Those of supervisors
 * that were killed are removed by the next one that starts.
 */
final class RunFolder implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "junicorn-";

    private static final String LOCK = "lock";

    private final Path folder;
    private final Path scoreboardFile;
    private final Scoreboard scoreboard;
    private final List<Lease> leases;
    private final ExecutorService janitor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(null, task, "janitor", 256 * 1024);
        thread.setDaemon(true);
        return thread;
    });

    private RunFolder(Path folder, Path scoreboardFile, Scoreboard scoreboard, List<Lease> leases) {
        this.folder = folder;
        this.scoreboardFile = scoreboardFile;
        this.scoreboard = scoreboard;
        this.leases = leases;
    }

    /**
     * Makes the folder and the scoreboard.
     *
     * @param base where temporary files go: {@code worker_tmp_dir}, or a folder in {@code work_dir}
     * @param chosen whether the user has named the base; the scoreboard is in memory otherwise, if the machine has a
     *     file system for that, since its pages are written four times a second
     */
    static RunFolder create(Path base, boolean chosen) throws IOException {
        Files.createDirectories(base, PRIVATE);
        removeOrphans(base);
        String name = PREFIX + ProcessHandle.current().pid() + "-" + Long.toHexString(new SecureRandom().nextLong());
        Path folder = Files.createDirectory(base.resolve(name), PRIVATE);
        Lease folderLease = Lease.take(folder.resolve(LOCK));
        Path file = folder.resolve("scoreboard");
        if (!chosen && Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY)) {
            removeOrphans(SHARED_MEMORY);
            file = SHARED_MEMORY.resolve(name);
        }
        Scoreboard scoreboard = Scoreboard.create(file);
        return new RunFolder(folder, file, scoreboard, List.of(folderLease, Lease.take(file)));
    }

    private static void removeOrphans(Path base) throws IOException {
        try (Stream<Path> entries = Files.list(base)) {
            for (Path entry : entries.toList()) {
                if (entry.getFileName().toString().startsWith(PREFIX)
                        && (Lease.isFree(entry) || Lease.isFree(entry.resolve(LOCK)))) {
                    removeTree(entry);
                }
            }
        }
    }

    Scoreboard scoreboard() {
        return scoreboard;
    }

    Path scoreboardFile() {
        return scoreboardFile;
    }

    /** Makes a worker's temporary folder. */
    Path tempDir(long worker) throws IOException {
        return Files.createDirectory(folder.resolve("worker-" + worker), PRIVATE);
    }

    /** Everything of this run that another user's workers must be able to use. */
    List<Path> all() {
        return List.of(folder, scoreboardFile);
    }

    /** Removes a worker's temporary folder, in the background. */
    void released(long worker) {
        janitor.execute(() -> removeTree(folder.resolve("worker-" + worker)));
    }

    /** Removes everything, at the end. */
    @Override
    public void close() {
        janitor.shutdownNow();
        leases.forEach(Lease::close);
        removeTree(folder);
        removeTree(scoreboardFile);
    }

    /** Removes a file, or a folder with everything in it. What cannot be removed stays for the next start. */
    static void removeTree(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | UncheckedIOException e) {
            // another user's file, perhaps
        }
    }
}
