package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which prepared applications are in use, by this supervisor and by others that share its work directory, so that none is
 * removed while somebody runs it. Safe for all threads.
 */
final class EntryLeases {
    private static final String FILE = "lease";

    private final Path apps;
    private final Map<Path, Held> held = new HashMap<>();

    private record Held(Lease lease, int times) {}

    /** @param apps the folder that holds the entries */
    EntryLeases(Path apps) {
        this.apps = apps;
    }

    /** Marks an entry as used until it is given back as often as it was taken. */
    synchronized void take(Path entry) throws IOException {
        Held before = held.get(entry);
        Lease lease = before == null ? Lease.share(entry.resolve(FILE)) : before.lease();
        held.put(entry, new Held(lease, before == null ? 1 : before.times() + 1));
    }

    synchronized void giveBack(Path entry) {
        Held before = held.remove(entry);
        if (before.times() == 1) {
            before.lease().close();
        } else {
            held.put(entry, new Held(before.lease(), before.times() - 1));
        }
    }

    /** All entries that somebody uses. */
    synchronized Set<Path> inUse() throws IOException {
        Set<Path> used = new HashSet<>(held.keySet());
        try (Stream<Path> entries = Files.list(apps)) {
            entries.filter(entry -> !held.containsKey(entry))
                    .filter(entry -> Files.exists(entry.resolve(FILE)) && !Lease.isFree(entry.resolve(FILE)))
                    .forEach(used::add);
        }
        return used;
    }
}
