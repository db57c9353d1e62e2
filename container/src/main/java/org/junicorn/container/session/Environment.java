package org.junicorn.container.session;

import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An open LMDB file. Runs transactions, each on the calling thread: any number that read, {@link Readers} at a time, and
 * one of all processes that writes. Any thread.
 *
 * <p>Nothing is forced to disk: what a process has written outlives the process, not the machine ({@link FileGuard} sees
 * to that). Not {@code MDB_WRITEMAP}, though it writes twice as fast: with it a full disk ends the JVM instead of failing
 * a call. The lock of the writer is a robust one of the kernel's, so one that is killed in the middle blocks nobody.
 */
final class Environment implements AutoCloseable {
    /** For as many processes as a machine may have, old ones of a reload and killed ones among them. */
    private static final int MOST_READERS = 16 * 128;

    /** For readers that keep what has been given back to let go of it. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int MOST_TABLES = 8;

    /** Pages; what removing a hundred sessions copies. */
    private static final long MOST_RESERVED = 1024;

    private static final long SMALLEST = 1 << 20;
    private static final long LARGEST_PAGE = 64 << 10;

    private final Path file;
    private final long size;
    private final long handle;
    private final int pageSize;
    private final Readers readers = new Readers();
    private final ReentrantLock writing = new ReentrantLock();
    private final Transaction writer = new Transaction();
    private boolean closed; // guarded by writing

    /** What happens in a transaction. It neither waits for anything nor keeps an address. */
    @FunctionalInterface
    interface Body<T> {
        T in(Transaction transaction) throws LmdbException, StoreException;
    }

    /**
     * Opens a file, or makes it with rights for its owner only.
     *
     * @param size most bytes that it may have
     */
    Environment(Path file, long size) throws StoreException {
        if (size < SMALLEST) {
            throw new IllegalArgumentException("size " + size + ": expected at least " + SMALLEST);
        }
        this.file = file;
        this.size = size;
        long opened = 0;
        try {
            opened = writer.environment();
            LmdbException.check(Lmdb.mdb_env_set_mapsize(opened, size / LARGEST_PAGE * LARGEST_PAGE));
            LmdbException.check(Lmdb.mdb_env_set_maxdbs(opened, MOST_TABLES));
            LmdbException.check(Lmdb.mdb_env_set_maxreaders(opened, MOST_READERS));
            LmdbException.check(Lmdb.mdb_env_open(
                    opened,
                    Native.toByteArray(file.toString(), System.getProperty("sun.jnu.encoding")),
                    Lmdb.NO_SUBDIR | Lmdb.NO_SYNC | Lmdb.NO_THREAD_LOCALS,
                    0600));
            handle = opened;
            pageSize = prepare();
        } catch (LmdbException e) {
            if (opened != 0) {
                Lmdb.mdb_env_close(opened); // also after a failure to open, says lmdb.h
            }
            writer.free();
            throw explained(e);
        }
    }

    /** Makes the map larger than the size if the file has no room left to remove anything, as after a smaller setting. */
    private int prepare() throws LmdbException {
        LmdbException.check(Lmdb.mdb_reader_check(handle, 0));
        long bytes = 0;
        try {
            writer.begin(handle, Lmdb.READ_ONLY);
            int page = writer.pageSize();
            long used = writer.usedPages(handle);
            long left = writer.mapSize(handle) / page - used;
            if (left < MOST_RESERVED && left + writer.freePages() < reserve(page)) {
                bytes = (used + MOST_RESERVED) * page;
            }
            return page;
        } finally {
            writer.abort();
            if (bytes > 0) {
                LmdbException.check(Lmdb.mdb_env_set_mapsize(handle, bytes));
            }
        }
    }

    private long reserve(int page) {
        return Math.min(size / page / 16, MOST_RESERVED);
    }

    /** Runs it on what there is now. */
    <T> T read(Body<T> body) throws StoreException {
        while (true) {
            Transaction reader = null;
            try {
                reader = readers.take(this::newReader);
                if (reader == null) {
                    throw closed();
                }
                reader.renew();
                try {
                    return body.in(reader);
                } finally {
                    reader.reset();
                }
            } catch (LmdbException e) {
                if (e.code() != Lmdb.MAP_RESIZED) {
                    throw explained(e);
                }
            } finally {
                if (reader != null) {
                    readers.give(reader);
                }
            }
            resize();
        }
    }

    private Transaction newReader() throws LmdbException {
        Transaction reader = new Transaction();
        try {
            try {
                reader.begin(handle, Lmdb.READ_ONLY);
            } catch (LmdbException e) {
                if (e.code() != Lmdb.READERS_FULL) {
                    throw e;
                }
                LmdbException.check(Lmdb.mdb_reader_check(handle, 0));
                reader.begin(handle, Lmdb.READ_ONLY);
            }
            reader.reset();
            return reader;
        } catch (LmdbException e) {
            reader.free();
            throw e;
        }
    }

    /** Runs it while no other process writes; nothing of it is there if it throws. */
    <T> T write(Body<T> body) throws StoreException {
        long full = 0;
        while (true) {
            int failure;
            writing.lock();
            try {
                if (closed) {
                    throw closed();
                }
                writer.begin(handle, 0);
                try {
                    T result = body.in(writer);
                    writer.commit();
                    return result;
                } finally {
                    writer.abort();
                }
            } catch (LmdbException e) {
                failure = e.code();
                boolean again = failure == Lmdb.MAP_RESIZED
                        || failure == Lmdb.MAP_FULL && (full == 0 || System.nanoTime() - full < PATIENCE_NANOS);
                if (!again) {
                    throw explained(e);
                }
            } finally {
                writing.unlock();
            }
            if (failure == Lmdb.MAP_RESIZED) {
                resize();
            } else if (full == 0) {
                full = System.nanoTime();
                forgetDeadReaders(); // which may have kept all that was given back since they were killed
            } else {
                LockSupport.parkNanos(PAUSE_NANOS); // so does one that lives, while it waits for a processor
            }
        }
    }

    /** Another process has been given a larger size and has used it. */
    private void resize() throws StoreException {
        writing.lock();
        try {
            if (closed) {
                throw closed();
            }
            readers.hold();
            try {
                LmdbException.check(Lmdb.mdb_env_set_mapsize(handle, 0));
            } catch (LmdbException e) {
                throw explained(e);
            } finally {
                readers.release(false);
            }
        } finally {
            writing.unlock();
        }
    }

    /**
     * Refuses to add so many bytes if then too few pages were left to remove anything: removing copies pages too. To be
     * called before the transaction that writes them.
     */
    void checkRoom(long bytes) throws StoreException {
        long full = 0;
        while (!hasRoom(bytes)) {
            if (full == 0) {
                full = System.nanoTime();
                forgetDeadReaders();
            } else if (System.nanoTime() - full < PATIENCE_NANOS) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                throw new StoreException(full());
            }
        }
    }

    private boolean hasRoom(long bytes) throws StoreException {
        return read(reader -> {
            long needed = bytes / pageSize + reserve(pageSize);
            long left = size / pageSize - reader.usedPages(handle);
            return left >= needed || left + reader.freePages() >= needed;
        });
    }

    /** Frees the places of readers that were killed, and what they have kept from being used again. */
    void forgetDeadReaders() throws StoreException {
        writing.lock();
        try {
            if (closed) {
                throw closed();
            }
            LmdbException.check(Lmdb.mdb_reader_check(handle, 0));
        } catch (LmdbException e) {
            throw explained(e);
        } finally {
            writing.unlock();
        }
    }

    /** The bytes that the file needs to have, so that no page of it is missing. */
    long extent() throws StoreException {
        return read(reader -> reader.usedPages(handle) * pageSize);
    }

    /** Waits for the transactions that run, of this process, and lets no more begin. */
    @Override
    public void close() {
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                readers.hold();
                readers.release(true);
                writer.free();
                Lmdb.mdb_env_close(handle);
            }
        } finally {
            writing.unlock();
        }
    }

    private StoreException closed() {
        return new StoreException(file + ": the session store has been closed");
    }

    private String full() {
        return file + ": the session store is full (" + (size >> 20)
                + " MB); set session_store_size to more, or let sessions end earlier";
    }

    StoreException explained(LmdbException cause) {
        if (cause.code() == Lmdb.MAP_FULL) {
            return new StoreException(full(), cause);
        }
        if (cause.damage()) {
            return new StoreException(damaged(file, cause.getMessage()), cause);
        }
        if (cause.code() == Lmdb.PANIC) {
            return new StoreException(
                    file + ": a write has failed and this process cannot use the session store any more; reload",
                    cause);
        }
        return new StoreException(file + ": the session store has failed: " + cause.getMessage(), cause);
    }

    /** What is said of a file that is not what it should be. */
    static String damaged(Path file, String found) {
        return file + " is damaged or not a session store: " + found
                + "; stop the server and remove it and the files whose names begin with its name; its sessions are lost";
    }
}
