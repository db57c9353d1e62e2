package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Watches files of keys and certificates: looks every second, and reports a change when nothing has changed for one more
 * look, so that a new certificate is not read beside an old key. Links are followed to their ends, since certbot and
 * Kubernetes renew by pointing a link to another place. Polling rather than the system's notification, which reaches
 * neither the ends of links nor every mounted folder.
 */
final class CertificateWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final List<Path> files;
    private Optional<ScheduledExecutorService> thread = Optional.empty();
    private Map<Path, Stamp> reported;
    private Map<Path, Stamp> last;

    /** What there is at the end of the links; {@code key} tells one file from another that has taken its place. */
    private record Stamp(Path real, Object key, long size, FileTime modified) {
        static final Stamp NOTHING = new Stamp(Path.of(""), "", -1, FileTime.fromMillis(0));
    }

    CertificateWatch(List<Path> files) {
        this.files = List.copyOf(files);
        this.reported = look();
        this.last = reported;
    }

    /**
     * From now on looks by itself. Until then it has only noted what was there when it was made.
     *
     * @param changed called on the thread of this watch
     */
    synchronized void start(Runnable changed) {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(null, task, "certificate-watch", 512 * 1024);
            made.setDaemon(true);
            return made;
        });
        started.scheduleWithFixedDelay(() -> look(changed), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        thread = Optional.of(started);
    }

    private void look(Runnable changed) {
        if (changed()) {
            changed.run();
        }
    }

    /** Looks once; whether there is something else than was reported last, and was there at the last look. */
    boolean changed() {
        Map<Path, Stamp> now = look();
        boolean settled = now.equals(last) && !now.equals(reported);
        if (settled) {
            reported = now;
        }
        last = now;
        return settled;
    }

    private Map<Path, Stamp> look() {
        Map<Path, Stamp> found = new LinkedHashMap<>();
        for (Path file : files) {
            found.put(file, stamp(file));
        }
        return found;
    }

    private static Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    file.toRealPath(),
                    String.valueOf(attributes.fileKey()),
                    attributes.size(),
                    attributes.lastModifiedTime());
        } catch (IOException e) {
            return Stamp.NOTHING; // it comes and goes: the next look will tell
        }
    }

    @Override
    public synchronized void close() {
        thread.ifPresent(ScheduledExecutorService::shutdownNow);
    }
}
