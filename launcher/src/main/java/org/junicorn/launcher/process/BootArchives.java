package org.junicorn.launcher.process;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junicorn.launcher.log.EventLog;

/**
 * Remembers which workers boot from which archive, and removes an archive that one of them has crashed with: a JVM trusts
 * what it maps, so damage that nobody has noticed would let each worker crash, and the server never start. A new one is
 * made when a worker is ready. Safe for all threads.
 */
final class BootArchives {
    /** ILL, ABRT, BUS and SEGV: what crashes end with. */
    private static final Set<Integer> CRASHES = Set.of(4, 6, 7, 11);

    private final Map<Long, ClassArchive> booting = new ConcurrentHashMap<>();
    private final EventLog log;

    BootArchives(EventLog log) {
        this.log = log;
    }

    /** A worker is about to be started with an archive. */
    void used(long worker, ClassArchive archive) {
        booting.put(worker, archive);
    }

    /** It is ready, and what crashes it from now on has other causes; or it was not started. */
    void forget(long worker) {
        booting.remove(worker);
    }

    void ended(long worker, Posix.Exit exit) {
        ClassArchive archive = booting.remove(worker);
        if (archive == null || exit.signal().filter(CRASHES::contains).isEmpty()) {
            return;
        }
        try {
            archive.remove();
            log.warning(
                    "archive.removed",
                    "file",
                    archive.file(),
                    "reason",
                    "a worker crashed while it booted with it; further ones boot without");
        } catch (IOException e) {
            log.warning("archive.not_removed", "file", archive.file(), "reason", e.toString());
        }
    }
}
