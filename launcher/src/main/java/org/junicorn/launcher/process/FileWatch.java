package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches files for development (gunicorn: reload): looks at sizes and times twice a second, and reports a change when
 * the files have stayed as they are for one more look, so that a half-copied WAR is not deployed. Polling rather than
 * the system's notification, which does not reach every mounted folder.
 */
final class FileWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final List<Path> roots;
    private final List<String> globs;
    private final Path base;
    private final Consumer<String> changed;
    private Optional<ScheduledExecutorService> thread = Optional.empty();
    private Map<Path, Stamp> reported;
    private Map<Path, Stamp> last;

    private record Stamp(long size, long modified) {}

    /**
     * @param roots files and folders; folders with everything below
     * @param globs paths in which {@code * ? [} stand for others, {@code **} for folders too
     * @param base where relative globs start
     * @param changed takes the name of one changed file, on the thread of this watch
     */
    FileWatch(List<Path> roots, List<String> globs, Path base, Consumer<String> changed) {
        this.roots = List.copyOf(roots);
        this.globs = List.copyOf(globs);
        this.base = base;
        this.changed = changed;
        this.reported = look();
        this.last = reported;
    }

    /** From now on looks by itself. Until then it has only noted what was there when it was made. */
    synchronized void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(null, task, "file-watch", 256 * 1024);
            made.setDaemon(true);
            return made;
        });
        started.scheduleWithFixedDelay(this::tick, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        thread = Optional.of(started);
    }

    /** One look; the thread calls it. */
    void tick() {
        Map<Path, Stamp> now = look();
        if (now.equals(last) && !now.equals(reported)) {
            Optional<Path> difference = difference(reported, now);
            reported = now;
            difference.ifPresent(path -> changed.accept(path.toString()));
        }
        last = now;
    }

    private static Optional<Path> difference(Map<Path, Stamp> before, Map<Path, Stamp> after) {
        return after.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .findFirst()
                .or(() -> before.keySet().stream()
                        .filter(path -> !after.containsKey(path))
                        .findFirst());
    }

    private Map<Path, Stamp> look() {
        Map<Path, Stamp> found = new HashMap<>();
        for (Path root : roots) {
            walk(root, path -> true, found);
        }
        for (String glob : globs) {
            String absolute = base.resolve(glob.replace('*', '\u0001').replace('?', '\u0002'))
                    .normalize()
                    .toString()
                    .replace('\u0001', '*')
                    .replace('\u0002', '?');
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + absolute);
            walk(fixedPart(absolute), matcher::matches, found);
        }
        return found;
    }

    /** The folder in which a glob's first special character can match. */
    private static Path fixedPart(String glob) {
        int special = 0;
        while (special < glob.length() && "*?[{".indexOf(glob.charAt(special)) < 0) {
            special++;
        }
        return special == glob.length()
                ? Path.of(glob)
                : Path.of(glob.substring(0, glob.lastIndexOf('/', special) + 1));
    }

    private static void walk(Path root, PathMatcher matcher, Map<Path, Stamp> found) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (matcher.matches(file)) {
                        found.put(
                                file,
                                new Stamp(
                                        attributes.size(),
                                        attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS)));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // it comes and goes: the next look will tell
                }
            });
        } catch (IOException e) {
            // as above
        }
    }

    @Override
    public synchronized void close() {
        thread.ifPresent(ScheduledExecutorService::shutdownNow);
    }
}
