package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder {@code apps} of the work directory: one entry per prepared application. An entry appears by a rename and
 * disappears by one, so that no process ever sees half of it. Names that begin with a dot are being made or deleted.
 */
final class WorkFolder {
    private static final String MODEL = "model";
    private static final String TEMP = ".new-";
    private static final String TRASH = ".old-";

    /** Nobody prepares for so long; what is older was left by a process that was killed. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private static final int KEPT = 2;

    /** Another process may publish an entry just when this one has discarded a damaged one. */
    private static final int ATTEMPTS = 10;

    private final Path apps;

    WorkFolder(Path workDir) {
        this.apps = workDir.toAbsolutePath().normalize().resolve("apps");
    }

    /** The work directory is private: applications write secrets into their folders. */
    void create() throws IOException {
        if (!Files.isDirectory(apps)) {
            Files.createDirectories(
                    apps, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.createDirectories(stamps());
    }

    Path stamps() {
        return apps.resolve(".stamps");
    }

    Path api() {
        return apps.resolve(".api");
    }

    Path entry(String key) {
        return apps.resolve(key);
    }

    static Path model(Path entry) {
        return entry.resolve(MODEL);
    }

    /** Reads the entry's model; empty if there is none, or it is not usable, so that it must be made again. */
    Optional<WebAppModel> complete(Path entry) {
        try {
            WebAppModel model = ModelStore.read(model(entry));
            boolean there = Files.isDirectory(Path.of(model.root()))
                    && model.classPath().stream().allMatch(p -> Files.exists(Path.of(p)))
                    && model.resourceRoots().stream().allMatch(p -> Files.isDirectory(Path.of(p)));
            if (!there) {
                return Optional.empty();
            }
            used(entry);
            return Optional.of(model);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A folder of this process alone, to become an entry. */
    Path newFolder() throws IOException {
        return Files.createTempDirectory(apps, TEMP);
    }

    /**
     * Makes a folder an entry, unless a usable one is there already, perhaps since a moment ago.
     *
     * @return the model of the one that was there; empty if the folder has become the entry
     */
    Optional<WebAppModel> publish(Path folder, Path entry) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                Files.move(folder, entry, StandardCopyOption.ATOMIC_MOVE);
                used(entry);
                return Optional.empty();
            } catch (FileSystemException e) {
                // A folder that is not empty cannot be moved onto: the JDK has no type of its own for this.
                Optional<WebAppModel> other = complete(entry);
                if (other.isPresent()) {
                    delete(folder);
                    return other;
                }
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                discard(entry); // incomplete, or damaged
            }
        }
    }

    /** Deletes an entry: out of sight first, since deleting takes time. */
    void discard(Path entry) throws IOException {
        Path trash = Files.createTempDirectory(apps, TRASH);
        try {
            Files.move(entry, trash.resolve("entry"), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // another process has discarded it
        }
        delete(trash);
    }

    void prune(Set<Path> inUse) throws IOException {
        if (!Files.isDirectory(apps)) {
            return;
        }
        List<Path> unused = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(apps)) {
            for (Path path : all) {
                String name = path.getFileName().toString();
                if (name.startsWith(TEMP) || name.startsWith(TRASH)) {
                    if (lastUse(path).toInstant().isBefore(Instant.now().minus(ABANDONED))) {
                        delete(path);
                    }
                } else if (!name.startsWith(".") && Files.isDirectory(path) && !inUse.contains(path)) {
                    unused.add(path);
                }
            }
        }
        unused.sort(Comparator.comparing(WorkFolder::lastUse).reversed());
        for (Path entry : unused.subList(Math.min(KEPT, unused.size()), unused.size())) {
            discard(entry);
        }
    }

    private static void used(Path entry) throws IOException {
        Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
    }

    private static FileTime lastUse(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Links are deleted, not followed: an application may have put some into its folder. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
