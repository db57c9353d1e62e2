package org.junicorn.container.session;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The functions of LMDB that are used here, called without any layer between: addresses are longs, and what the C side
 * returns is what these return (0, an error number of the system, or one of the negative ones below). See {@code lmdb.h}.
 *
 * <p>LMDB trusts its callers. A handle that has been closed, a transaction of another thread or a wrong address end the
 * JVM, so only {@link Environment} and {@link Transaction} call this.
 */
final class Lmdb {
    /** All memory: its offsets are addresses. */
    static final Pointer MEMORY = new Pointer(0);

    static final int NO_SUBDIR = 0x4000;
    static final int NO_SYNC = 0x10000;
    static final int READ_ONLY = 0x20000;
    static final int NO_THREAD_LOCALS = 0x200000;

    static final int CREATE = 0x40000;
    static final int LONG_KEYS = 0x08;

    static final int RESERVE = 0x10000;

    static final int FIRST = 0;
    static final int NEXT = 8;

    static final int NOT_FOUND = -30798;
    static final int PAGE_NOT_FOUND = -30797;
    static final int CORRUPTED = -30796;
    static final int PANIC = -30795;
    static final int VERSION_MISMATCH = -30794;
    static final int INVALID = -30793;
    static final int MAP_FULL = -30792;
    static final int READERS_FULL = -30790;
    static final int MAP_RESIZED = -30785;

    static {
        Native.register(Lmdb.class, library());
    }

    private Lmdb() {}

    static native int mdb_env_create(long out);

    static native int mdb_env_set_mapsize(long env, long bytes);

    static native int mdb_env_set_maxdbs(long env, int count);

    static native int mdb_env_set_maxreaders(long env, int count);

    static native int mdb_env_open(long env, byte[] path, int flags, int mode);

    static native int mdb_env_info(long env, long out);

    static native int mdb_env_sync(long env, int force);

    static native void mdb_env_close(long env);

    static native int mdb_reader_check(long env, long dead);

    static native int mdb_txn_begin(long env, long parent, int flags, long out);

    static native int mdb_txn_commit(long transaction);

    static native void mdb_txn_abort(long transaction);

    static native void mdb_txn_reset(long transaction);

    static native int mdb_txn_renew(long transaction);

    static native int mdb_dbi_open(long transaction, byte[] name, int flags, long out);

    static native int mdb_stat(long transaction, int table, long out);

    static native int mdb_get(long transaction, int table, long key, long data);

    static native int mdb_put(long transaction, int table, long key, long data, int flags);

    static native int mdb_del(long transaction, int table, long key, long data);

    static native int mdb_cursor_open(long transaction, int table, long out);

    static native void mdb_cursor_close(long cursor);

    static native int mdb_cursor_get(long cursor, long key, long data, int operation);

    static native Pointer mdb_strerror(int code);

    /** What the number says, with the number. */
    static String describe(int code) {
        return mdb_strerror(code).getString(0) + " (" + code + ")";
    }

    /** From the jar through a file that is gone as soon as it is loaded, so that a killed process leaves none behind. */
    private static NativeLibrary library() {
        String name = (Platform.isIntel() ? "x86_64" : "aarch64") + "-linux-gnu.so";
        try (InputStream in = Lmdb.class.getResourceAsStream("/org/lmdbjava/native/" + name)) {
            if (in == null || !Platform.isLinux() || !Platform.is64Bit()) {
                throw new UnsatisfiedLinkError("there is none for " + Platform.RESOURCE_PREFIX);
            }
            Path file = Files.createTempFile("lmdb-", ".so");
            try {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                return NativeLibrary.getInstance(file.toString());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
