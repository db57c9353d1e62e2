package org.junicorn.container.session;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junicorn.container.session.SessionRecord.Entry;

/** What the local store gives out once only: places for values, and versions. */
final class Counters {
    /**
     * Most bytes of one part of a value. With the page's head they fill 16 pages: a large value needs no larger run of
     * free pages, of which there are few in a file that has been in use for long.
     */
    static final int PART = 64 * 1024 - 16;

    private long nextKey;
    private long nextVersion;
    private boolean changed;

    private Counters(long nextKey, long nextVersion) {
        this.nextKey = nextKey;
        this.nextVersion = nextVersion;
    }

    static Counters first() {
        return new Counters(1, 0);
    }

    static Counters parse(byte[] bytes) throws LmdbException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            return new Counters(in.getLong(), in.getLong());
        } catch (BufferUnderflowException e) {
            throw new LmdbException(Lmdb.CORRUPTED);
        }
    }

    byte[] bytes() {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(nextKey)
                .putLong(nextVersion)
                .array();
    }

    boolean changed() {
        return changed;
    }

    /** How many parts a value of this length has. */
    static int parts(int length) {
        return Math.max(1, (length + PART - 1) / PART);
    }

    /** A new place for a value. */
    Entry place(long version, int length) {
        Entry entry = new Entry(version, nextKey, length);
        nextKey += parts(length);
        changed = true;
        return entry;
    }

    /** Higher than all versions of sessions that have ended, even if the clock has been set back. */
    long firstVersion(long created) {
        return Math.max(created << 20, nextVersion);
    }

    void ended(long version) {
        if (version >= nextVersion) {
            nextVersion = version + 1;
            changed = true;
        }
    }
}
