package org.junicorn.container.session;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Who expires the sessions of a local store.
 *
 * @param asked when the holder asked last, milliseconds since the epoch
 * @param millis how long it holds
 */
record Lease(long asked, long millis, String holder) {
    static final Lease NONE = new Lease(0, 0, "");

    static Lease parse(byte[] bytes) throws LmdbException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            return new Lease(
                    in.getLong(),
                    in.getLong(),
                    StandardCharsets.UTF_8.decode(in).toString());
        } catch (BufferUnderflowException e) {
            throw new LmdbException(Lmdb.CORRUPTED);
        }
    }

    byte[] bytes() {
        byte[] name = holder.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(16 + name.length)
                .order(ByteOrder.nativeOrder())
                .putLong(asked)
                .putLong(millis)
                .put(name)
                .array();
    }

    /** Whether it is to be had. It also ends when the clock is set back by more than its length. */
    boolean free(String self, long now) {
        return holder.equals(self) || Math.abs(now - asked) >= millis;
    }
}
