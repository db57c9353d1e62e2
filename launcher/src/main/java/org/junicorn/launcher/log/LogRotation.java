package org.junicorn.launcher.log;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.HOURS;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junicorn.launcher.config.RotationTime;

/**
 * Renames log files that are too large or too old to {@code NAME.YYYYMMDD-HHMMSS} and has all processes open theirs again
 * by name. No line is lost: whoever has not done so yet writes on to the renamed file. That is also why the newest of
 * the renamed files is never compressed. A thread of its own looks once a second.
 */
final class LogRotation implements AutoCloseable {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");
    private static final Pattern ENDING = Pattern.compile("\\.(\\d{8}-\\d{6})(?:\\.(\\d{1,9}))?(\\.gz)?");

    /**
     * When to rotate and what to keep.
     *
     * @param bytes rotate a file that has so many, 0: whatever its size
     * @param keep how many renamed files are left, 0: all
     * @param compress with gzip
     */
    record Rules(long bytes, RotationTime time, int keep, boolean compress) {
        boolean none() {
            return bytes == 0 && time == RotationTime.NEVER;
        }
    }

    /** A renamed file; they are sorted by their age, the oldest first. */
    private record Old(Path path, String stamp, int number, boolean compressed) implements Comparable<Old> {
        @Override
        public int compareTo(Old other) {
            int byStamp = stamp.compareTo(other.stamp);
            return byStamp != 0 ? byStamp : Integer.compare(number, other.number);
        }
    }

    private final Clock clock;
    private final EventLog log;
    private final Runnable reopen;
    private final Map<Path, LocalDateTime> periods = new HashMap<>();
    private final Set<Path> failing = new HashSet<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(null, task, "log-rotation", 256 * 1024);
        made.setDaemon(true);
        return made;
    });
    private final Map<Path, Object> keys = new HashMap<>(); // what the kernel calls the file that is at a path
    private volatile Set<Path> files = Set.of();
    private volatile Rules rules = new Rules(0, RotationTime.NEVER, 0, false);

    /** @param reopen asks all processes to open their files again; must not block */
    LogRotation(Clock clock, EventLog log, Runnable reopen) {
        this.clock = clock;
        this.log = log;
        this.reopen = reopen;
    }

    /** Begins to look once a second. */
    void start() {
        thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /** From now on these files are rotated by these rules. */
    synchronized void follow(Set<Path> others, Rules newRules) {
        boolean otherTimes = rules.time() != newRules.time();
        files = Set.copyOf(others);
        rules = newRules;
        if (otherTimes) {
            periods.clear();
        }
    }

    /** One look; on one thread at a time. */
    void look() {
        Renamed renamed = rename();
        if (renamed.byUs() || renamed.byOthers()) {
            reopen.run();
        }
        if (renamed.byUs()) {
            // Not under the lock: compressing takes long, and the supervisor's thread must not wait to give other
            // rules.
            files.forEach(this::tidy);
        }
    }

    private record Renamed(boolean byUs, boolean byOthers) {}

    private synchronized Renamed rename() {
        boolean byUs = false;
        boolean byOthers = false;
        for (Path file : files) {
            try {
                if (movedByOthers(file)) {
                    byOthers = true;
                    log.info("log.moved", "file", file, "reason", "somebody else has renamed it");
                }
                if (due(file)) {
                    rename(file);
                    keys.remove(file);
                    byUs = true;
                }
                failing.remove(file);
            } catch (IOException e) {
                if (failing.add(file)) {
                    log.error("log.not_rotated", "file", file, "reason", e.toString());
                }
            }
        }
        return new Renamed(byUs, byOthers);
    }

    /**
     * Whether another file than before is there, or none. In an upgrade two supervisors look after the same files: if one
     * renames them, the processes of the other one must open theirs again, too.
     */
    private boolean movedByOthers(Path file) throws IOException {
        Object key = Files.isRegularFile(file)
                ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
                : "none";
        Object before = keys.put(file, key);
        return before != null && !before.equals("none") && !before.equals(key);
    }

    private boolean due(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        long size = Files.size(file);
        LocalDateTime now = period(clock.instant());
        LocalDateTime before =
                periods.putIfAbsent(file, period(Files.getLastModifiedTime(file).toInstant()));
        boolean later = before == null ? periods.get(file).isBefore(now) : before.isBefore(now);
        periods.put(file, now);
        return size > 0 && (rules.bytes() > 0 && size >= rules.bytes() || rules.time() != RotationTime.NEVER && later);
    }

    /** The hour or the day in which a file may grow. */
    private LocalDateTime period(Instant instant) {
        return LocalDateTime.ofInstant(instant, zone()).truncatedTo(rules.time() == RotationTime.HOURLY ? HOURS : DAYS);
    }

    private ZoneId zone() {
        return clock.getZone();
    }

    private void rename(Path file) throws IOException {
        String stamp = STAMP.format(LocalDateTime.ofInstant(clock.instant(), zone()));
        Path target = file.resolveSibling(file.getFileName() + "." + stamp);
        int number = 1;
        while (Files.exists(target) || Files.exists(compressed(target))) {
            target = file.resolveSibling(file.getFileName() + "." + stamp + "." + number++);
        }
        long size = Files.size(file);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        log.info("log.rotated", "file", file, "to", target.getFileName(), "bytes", size);
    }

    private static Path compressed(Path file) {
        return file.resolveSibling(file.getFileName() + ".gz");
    }

    /** Compresses all but the newest, and removes what is too old. */
    private void tidy(Path file) {
        Rules current = rules;
        try {
            List<Old> old = renamed(file);
            int excess = current.keep() == 0 ? 0 : Math.max(0, old.size() - current.keep());
            for (int i = 0; i < old.size(); i++) {
                Old each = old.get(i);
                if (i < excess) {
                    Files.delete(each.path());
                } else if (current.compress() && !each.compressed() && i < old.size() - 1) {
                    compress(each.path());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            log.error("log.not_tidied", "file", file, "reason", e.toString());
        }
    }

    private static List<Old> renamed(Path file) throws IOException {
        String name = file.getFileName().toString();
        try (Stream<Path> siblings = Files.list(file.toAbsolutePath().getParent())) {
            return siblings.flatMap(path -> {
                        String sibling = path.getFileName().toString();
                        Matcher ending =
                                ENDING.matcher(sibling.startsWith(name) ? sibling.substring(name.length()) : "");
                        return ending.matches()
                                ? Stream.of(new Old(
                                        path,
                                        ending.group(1),
                                        ending.group(2) == null ? 0 : Integer.parseInt(ending.group(2)),
                                        ending.group(3) != null))
                                : Stream.empty();
                    })
                    .sorted()
                    .toList();
        }
    }

    private static void compress(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".gz.part");
        Files.deleteIfExists(part);
        // Not more readable than the file itself, from the beginning.
        Files.createFile(
                part,
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(file)));
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(part))) {
            in.transferTo(out);
        }
        Files.move(part, compressed(file), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(file);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
