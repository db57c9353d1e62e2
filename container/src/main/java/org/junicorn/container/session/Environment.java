package org.junicorn.container.session;

import static org.junicorn.container.session.Lmdb.MEMORY;

import com.sun.jna.Native;
import java.nio.file.Path;
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

    private static final int MOST_TABLES = 8;
    private static final int FREE_PAGES = 0; // the table that LMDB keeps itself

    /** Pages; what removing a hundred sessions copies. */
    private static final long MOST_RESERVED = 1024;

    private static final long SMALLEST = 1 << 20;
    private static final long LARGEST_PAGE = 64 << 10;

    // Of the environment's description.
    private static final int MAP_SIZE = 8;
    private static final int LAST_PAGE = 16;
    private static final int INFO_SIZE = 40;

    private final Path file;
    private final long size;
    private final long info = Native.malloc(INFO_SIZE);
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
            LmdbException.check(Lmdb.mdb_env_create(info));
            opened = MEMORY.getLong(info);
            LmdbException.check(Lmdb.mdb_env_set_mapsize(opened, size / LARGEST_PAGE * LARGEST_PAGE));
            LmdbException.check(Lmdb.mdb_env_set_maxdbs(opened, MOST_TABLES));
            LmdbException.check(Lmdb.mdb_env_set_maxreaders(opened, MOST_READERS));
            LmdbException.check(Lmdb.mdb_env_open(
                    opened,
                    Native.toByteArray(file.toString(), System.getProperty("sun.jnu.encoding")),
                    Lmdb.NO_SUBDIR | Lmdb.NO_SYNC | Lmdb.NO_THREAD_LOCALS,
                    0600));
            LmdbException.check(Lmdb.mdb_reader_check(opened, 0));
            handle = opened;
            pageSize = pageSize();
        } catch (LmdbException e) {
            if (opened != 0) {
                Lmdb.mdb_env_close(opened); // also after a failure to open, says lmdb.h
            }
            Native.free(info);
            writer.free();
            throw explained(e);
        }
    }

    private int pageSize() throws LmdbException {
        try {
            writer.begin(handle, Lmdb.READ_ONLY);
            return writer.pageSize();
        } finally {
            writer.abort();
        }
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
        while (true) {
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
                if (e.code() != Lmdb.MAP_RESIZED) {
                    throw explained(e);
                }
            } finally {
                writing.unlock();
            }
            resize();
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
     * Refuses to add so many bytes if then too few pages were left to remove anything: removing copies pages too.
     *
     * @param transaction one that writes
     */
    void checkRoom(Transaction transaction, long bytes) throws LmdbException, StoreException {
        LmdbException.check(Lmdb.mdb_env_info(handle, info));
        long pages = MEMORY.getLong(info + MAP_SIZE) / pageSize;
        long reserve = Math.min(pages / 16, MOST_RESERVED);
        long needed = bytes / pageSize + reserve;
        long left = pages - (MEMORY.getLong(info + LAST_PAGE) + 1);
        if (left < needed && left + freePages(transaction) < needed) {
            throw new StoreException(full());
        }
    }

    private static long freePages(Transaction transaction) throws LmdbException {
        long[] free = {0};
        transaction.scan(FREE_PAGES, (key, length, value) -> {
            free[0] += MEMORY.getLong(value);
            return true;
        });
        return free[0];
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
        writing.lock();
        try {
            LmdbException.check(Lmdb.mdb_env_info(handle, info));
            return (MEMORY.getLong(info + LAST_PAGE) + 1) * pageSize;
        } catch (LmdbException e) {
            throw explained(e);
        } finally {
            writing.unlock();
        }
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
                Native.free(info);
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
