package org.junicorn.container.session;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.junicorn.container.session.SessionRecord.Entry;

/**
 * The sessions of an application in a file that all its processes on this machine map into memory (LMDB). Every method is
 * one transaction: a reader sees what was committed last and blocks nobody, writers queue. A process that is killed in the
 * middle of a write leaves nothing of it behind. What was written outlives all processes; if the machine itself goes down,
 * the sessions are lost. Any thread.
 */
public final class LocalStore implements SessionStore {
    private static final Logger LOG = Logger.getLogger(LocalStore.class);

    /** What expiry gives back at a time, since all of it is in the heap then. */
    private static final long MOST_EXPIRED_BYTES = 16 << 20;

    private final Environment environment;
    private final FileGuard guard;
    private final Tables tables;
    private boolean closed;

    private LocalStore(Environment environment, FileGuard guard, Tables tables) {
        this.environment = environment;
        this.guard = guard;
        this.tables = tables;
    }

    /**
     * Opens a store, or makes it, with rights for its owner only. There are two more files beside it: {@code -lock}, which
     * is LMDB's, and {@code -run}, see {@link FileGuard}. A process may have a file open only once.
     *
     * @param file in a folder on a local file system; made with its folder if it is not there
     * @param size most bytes of it, at least a megabyte
     * @throws StoreException if it cannot be made or opened, or is something else
     */
    public static LocalStore open(Path file, long size) throws StoreException {
        Path path = file.toAbsolutePath();
        try {
            Files.createDirectories(
                    path.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileGuard guard = FileGuard.open(path, () -> extend(path, size));
            Environment environment = null;
            try {
                environment = new Environment(path, size);
                return new LocalStore(environment, guard, Tables.open(environment, path));
            } catch (StoreException | RuntimeException | Error e) {
                if (environment != null) {
                    environment.close();
                }
                guard.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(path + ": the session store cannot be opened: " + e, e);
        } catch (LinkageError | UncheckedIOException e) {
            throw new StoreException(
                    "the library of the local session store cannot be loaded: " + e
                            + "; the folder for temporary files must allow programs (no \"noexec\"); or set session_store"
                            + " to \"memory\" or to the URL of a Redis",
                    e);
        }
    }

    /** Pages that have been cut off would end the JVM when they are read; so they are empty, which LMDB notices. */
    private static void extend(Path file, long size) throws IOException, StoreException {
        if (Files.exists(file) && Files.size(file) > 0) {
            long extent;
            try (Environment environment = new Environment(file, size)) {
                extent = environment.extent();
            }
            try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
                if (data.length() < extent) {
                    data.setLength(extent);
                }
            }
        }
    }

    /** Removes a store with all its sessions. No process may have it open. */
    static void delete(Path file) throws IOException {
        FileGuard.delete(file.toAbsolutePath());
    }

    @Override
    public Optional<Stored> read(String id, long known) throws StoreException {
        byte[] key = key(id);
        if (!Transaction.isKey(key)) {
            return Optional.empty();
        }
        return environment.read(transaction -> {
            SessionRecord found = tables.find(transaction, key);
            return found == null ? Optional.empty() : Optional.of(tables.content(transaction, found, known));
        });
    }

    @Override
    public Optional<Long> create(String id, Update first) throws StoreException {
        byte[] key = checkedKey(id);
        environment.checkRoom(checkedLength(id, first));
        return environment.write(transaction -> {
            if (tables.find(transaction, key) != null) {
                return Optional.empty();
            }
            Counters counters = tables.counters(transaction);
            SessionRecord made = new SessionRecord(
                    first.header(), counters.firstVersion(first.header().created()));
            first.set()
                    .forEach((name, value) -> made.entries().put(name, counters.place(made.version(), value.length)));
            tables.putValues(transaction, made, first.set());
            tables.put(transaction, key, made);
            tables.put(transaction, counters);
            return Optional.of(made.version());
        });
    }

    @Override
    public Optional<Long> update(String id, Update update) throws StoreException {
        byte[] key = key(id);
        if (!Transaction.isKey(key)) {
            return Optional.empty();
        }
        long added = checkedLength(id, update);
        if (!update.set().isEmpty()) {
            environment.checkRoom(added);
        }
        return environment.write(transaction -> {
            SessionRecord found = tables.find(transaction, key);
            if (found == null) {
                return Optional.empty();
            }
            long version = found.nextVersion();
            found.header(changed(found.header(), update));
            for (String name : update.removed()) {
                tables.deleteValue(transaction, found.entries().remove(name));
            }
            Counters counters = tables.counters(transaction);
            for (Map.Entry<String, byte[]> set : update.set().entrySet()) {
                Entry old = found.entries().get(set.getKey());
                int length = set.getValue().length;
                if (old != null && Counters.parts(old.length()) == Counters.parts(length)) {
                    found.entries().put(set.getKey(), new Entry(version, old.key(), length));
                } else {
                    tables.deleteValue(transaction, old);
                    found.entries().put(set.getKey(), counters.place(version, length));
                }
            }
            checkLength(id, found.length());
            tables.putValues(transaction, found, update.set());
            tables.put(transaction, key, found);
            tables.put(transaction, counters);
            return Optional.of(version);
        });
    }

    private static Header changed(Header old, Update update) {
        Header now = update.header();
        return new Header(
                old.created(),
                update.written().contains(Field.ACCESSED) ? Math.max(old.accessed(), now.accessed()) : old.accessed(),
                update.written().contains(Field.MAX_INACTIVE) ? now.maxInactive() : old.maxInactive(),
                update.written().contains(Field.OWNER) ? now.owner() : old.owner());
    }

    @Override
    public Optional<Stored> remove(String id) throws StoreException {
        byte[] key = key(id);
        return Transaction.isKey(key)
                ? environment.write(transaction -> tables.take(transaction, key))
                : Optional.empty();
    }

    @Override
    public Optional<Stored> removeExpired(String id, long now) throws StoreException {
        byte[] key = key(id);
        return Transaction.isKey(key)
                ? environment.write(transaction -> tables.takeExpired(transaction, key, now))
                : Optional.empty();
    }

    @Override
    public boolean rename(String id, String newId) throws StoreException {
        byte[] key = key(id);
        byte[] newKey = checkedKey(newId);
        return Transaction.isKey(key) && environment.write(transaction -> tables.rename(transaction, key, newKey));
    }

    @Override
    public List<Ended> expire(long now, int limit) throws StoreException {
        environment.forgetDeadReaders();
        List<byte[]> keys = environment.read(transaction -> tables.expired(transaction, now, limit));
        if (keys.isEmpty()) {
            return List.of();
        }
        return environment.write(transaction -> {
            List<Ended> ended = new ArrayList<>();
            long bytes = 0;
            for (byte[] key : keys) {
                Optional<Stored> content = tables.takeExpired(transaction, key, now);
                if (content.isPresent()) {
                    ended.add(new Ended(new String(key, StandardCharsets.UTF_8), content.get()));
                    bytes += content.get().values().values().stream()
                            .mapToLong(value -> value.bytes().length)
                            .sum();
                }
                if (bytes > MOST_EXPIRED_BYTES) {
                    break;
                }
            }
            return ended;
        });
    }

    @Override
    public boolean leads(String self, long millis) throws StoreException {
        environment.forgetDeadReaders();
        if (!environment.read(tables::lease).free(self, System.currentTimeMillis())) {
            return false;
        }
        return environment.write(transaction -> {
            long now = System.currentTimeMillis();
            boolean free = tables.lease(transaction).free(self, now);
            if (free) {
                tables.put(transaction, new Lease(now, millis, self));
            }
            return free;
        });
    }

    @Override
    public long count() throws StoreException {
        return environment.read(tables::count);
    }

    @Override
    public Set<String> ids() throws StoreException {
        return environment.read(tables::ids);
    }

    /** Waits for the methods that run in other threads; those that begin later throw {@link StoreException}. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            environment.close();
            try {
                guard.close();
            } catch (IOException e) {
                LOG.debug("the session store is not known to be on disk", e);
            }
        }
    }

    private static byte[] key(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] checkedKey(String id) throws StoreException {
        byte[] key = key(id);
        if (!Transaction.isKey(key)) {
            throw new StoreException("a session id of " + key.length + " bytes cannot be stored: expected 1 to 511");
        }
        return key;
    }

    private static long checkedLength(String id, Update update) throws StoreException {
        long length = 0;
        for (byte[] value : update.set().values()) {
            length += value.length;
        }
        checkLength(id, length);
        return length;
    }

    /** The id is as good as a password: only its end is shown. */
    private static void checkLength(String id, long length) throws StoreException {
        if (length > LARGEST_SESSION) {
            throw new StoreException("session ..." + id.substring(Math.max(0, id.length() - 4)) + " has "
                    + (length >> 20) + " MB of attributes; " + (LARGEST_SESSION >> 20) + " MB is the most");
        }
    }
}
