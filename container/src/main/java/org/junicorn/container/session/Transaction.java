package org.junicorn.container.session;

import static org.junicorn.container.session.Lmdb.MEMORY;

import com.sun.jna.Native;

/**
 * A transaction of LMDB and the native memory for the arguments of its calls, which is reused from one to the next. One
 * thread at a time.
 *
 * <p>Between begin and end of a writing one its thread must not wait for anything: other processes wait for it, and a
 * virtual thread might go on on another thread, which LMDB does not expect.
 */
final class Transaction {
    private static final int LONGEST_KEY = 511;

    // LMDB's own tables: of the pages that nothing uses, and of the names of the others.
    private static final int FREE_PAGES = 0;
    private static final int MAIN_TABLE = 1;

    // What is where in the memory; a value is its length and its address.
    private static final int KEY = 0;
    private static final int DATA = 16;
    private static final int OUT = 32;
    private static final int STATISTICS = 40;
    private static final int ENTRIES = STATISTICS + 32;
    private static final int MAP_SIZE = STATISTICS + 8;
    private static final int LAST_PAGE = STATISTICS + 16;
    private static final int KEY_BYTES = 80;
    private static final int SIZE = KEY_BYTES + LONGEST_KEY + 1;

    private final long memory = Native.malloc(SIZE);
    private long handle;

    Transaction() {
        if (memory == 0) {
            throw new OutOfMemoryError("no native memory for a transaction");
        }
    }

    /** Whether a key can be stored. */
    static boolean isKey(byte[] key) {
        return key.length > 0 && key.length <= LONGEST_KEY;
    }

    /** Makes an environment. */
    long environment() throws LmdbException {
        LmdbException.check(Lmdb.mdb_env_create(memory + OUT));
        return MEMORY.getLong(memory + OUT);
    }

    void begin(long environment, int flags) throws LmdbException {
        LmdbException.check(Lmdb.mdb_txn_begin(environment, 0, flags, memory + OUT));
        handle = MEMORY.getLong(memory + OUT);
    }

    /** Ends it; what it has written is there, or on failure nothing of it. */
    void commit() throws LmdbException {
        long ended = handle;
        handle = 0; // also after a failure
        LmdbException.check(Lmdb.mdb_txn_commit(ended));
    }

    /** Ends it, if it has not ended, and nothing of it is there. */
    void abort() {
        if (handle != 0) {
            Lmdb.mdb_txn_abort(handle);
            handle = 0;
        }
    }

    /** Lets go of what a reading one has seen, but not of its place among the readers. */
    void reset() {
        Lmdb.mdb_txn_reset(handle);
    }

    /** Goes on after {@link #reset} with what is there now. */
    void renew() throws LmdbException {
        LmdbException.check(Lmdb.mdb_txn_renew(handle));
    }

    /** Ends it and gives its memory back. */
    void free() {
        abort();
        Native.free(memory);
    }

    /** Most bytes of the file. */
    long mapSize(long environment) throws LmdbException {
        LmdbException.check(Lmdb.mdb_env_info(environment, memory + STATISTICS));
        return MEMORY.getLong(memory + MAP_SIZE);
    }

    /** The pages that the file has, used or free. */
    long usedPages(long environment) throws LmdbException {
        LmdbException.check(Lmdb.mdb_env_info(environment, memory + STATISTICS));
        return MEMORY.getLong(memory + LAST_PAGE) + 1;
    }

    /** The pages of the file that are free, or will be when a reader ends; of a transaction that reads. */
    long freePages() throws LmdbException {
        long[] free = {0};
        scan(FREE_PAGES, (key, length, value) -> {
            free[0] += MEMORY.getLong(value);
            return true;
        });
        return free[0];
    }

    /** Whether there is no table. */
    boolean isEmpty() throws LmdbException {
        return entries(MAIN_TABLE) == 0;
    }

    /** Opens a table, which is made if it is not there. */
    int table(String name, int flags) throws LmdbException {
        LmdbException.check(
                Lmdb.mdb_dbi_open(handle, Native.toByteArray(name, "US-ASCII"), flags | Lmdb.CREATE, memory + OUT));
        return MEMORY.getInt(memory + OUT);
    }

    int pageSize() throws LmdbException {
        LmdbException.check(Lmdb.mdb_stat(handle, MAIN_TABLE, memory + STATISTICS));
        return MEMORY.getInt(memory + STATISTICS);
    }

    long entries(int table) throws LmdbException {
        LmdbException.check(Lmdb.mdb_stat(handle, table, memory + STATISTICS));
        return MEMORY.getLong(memory + ENTRIES);
    }

    /** @return the value, or null if there is none */
    byte[] get(int table, byte[] key) throws LmdbException {
        setKey(key);
        int code = Lmdb.mdb_get(handle, table, memory + KEY, memory + DATA);
        if (code == Lmdb.NOT_FOUND) {
            return null;
        }
        LmdbException.check(code);
        byte[] value = new byte[(int) MEMORY.getLong(memory + DATA)];
        MEMORY.read(MEMORY.getLong(memory + DATA + 8), value, 0, value.length);
        return value;
    }

    /** Reads a value that is there and has this length. */
    void get(int table, long key, byte[] into, int offset, int length) throws LmdbException {
        setKey(key);
        LmdbException.check(Lmdb.mdb_get(handle, table, memory + KEY, memory + DATA));
        if (MEMORY.getLong(memory + DATA) != length) {
            throw new LmdbException(Lmdb.CORRUPTED);
        }
        MEMORY.read(MEMORY.getLong(memory + DATA + 8), into, offset, length);
    }

    void put(int table, byte[] key, byte[] value) throws LmdbException {
        setKey(key);
        put(table, value, 0, value.length);
    }

    void put(int table, long key, byte[] value, int offset, int length) throws LmdbException {
        setKey(key);
        put(table, value, offset, length);
    }

    private void put(int table, byte[] value, int offset, int length) throws LmdbException {
        MEMORY.setLong(memory + DATA, length);
        LmdbException.check(Lmdb.mdb_put(handle, table, memory + KEY, memory + DATA, Lmdb.RESERVE));
        MEMORY.write(MEMORY.getLong(memory + DATA + 8), value, offset, length);
    }

    void delete(int table, byte[] key) throws LmdbException {
        setKey(key);
        LmdbException.check(Lmdb.mdb_del(handle, table, memory + KEY, 0));
    }

    void delete(int table, long key) throws LmdbException {
        setKey(key);
        LmdbException.check(Lmdb.mdb_del(handle, table, memory + KEY, 0));
    }

    /** What looks at an entry of a table. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param key its address
         * @param value its address
         * @return whether to go on
         */
        boolean visit(long key, int keyLength, long value) throws LmdbException;
    }

    /** Shows all entries of a table in their order, without copying them. Nothing may be written meanwhile. */
    void scan(int table, Visitor visitor) throws LmdbException {
        LmdbException.check(Lmdb.mdb_cursor_open(handle, table, memory + OUT));
        long cursor = MEMORY.getLong(memory + OUT);
        try {
            int code = Lmdb.mdb_cursor_get(cursor, memory + KEY, memory + DATA, Lmdb.FIRST);
            while (code == 0
                    && visitor.visit(
                            MEMORY.getLong(memory + KEY + 8),
                            (int) MEMORY.getLong(memory + KEY),
                            MEMORY.getLong(memory + DATA + 8))) {
                code = Lmdb.mdb_cursor_get(cursor, memory + KEY, memory + DATA, Lmdb.NEXT);
            }
            if (code != Lmdb.NOT_FOUND) {
                LmdbException.check(code);
            }
        } finally {
            Lmdb.mdb_cursor_close(cursor);
        }
    }

    private void setKey(byte[] key) {
        MEMORY.setLong(memory + KEY, key.length);
        MEMORY.setLong(memory + KEY + 8, memory + KEY_BYTES);
        MEMORY.write(memory + KEY_BYTES, key, 0, key.length);
    }

    private void setKey(long key) {
        MEMORY.setLong(memory + KEY, Long.BYTES);
        MEMORY.setLong(memory + KEY + 8, memory + KEY_BYTES);
        MEMORY.setLong(memory + KEY_BYTES, key);
    }
}
