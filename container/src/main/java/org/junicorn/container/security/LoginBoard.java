package org.junicorn.container.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Memory that all workers of a machine map, about attempts to log in: who failed how often, and which nonces of HTTP
 * Digest were used. Its size is fixed. Each record is one long that is only ever changed by compare-and-set, so a worker
 * that dies at any instruction leaves nothing locked and nothing half-written. A record is a {@code long} of which zero
 * means "free"; what else it means is up to {@link LockOut} and {@link Nonces}.
 *
 * <p>Layout, in the machine's byte order: a header of 64 bytes (magic, start of time, count of nonces, a secret key of 32
 * bytes from the fourth long on), the records of failures, the records of nonces.
 */
public final class LoginBoard {
    /** Names of which failures can be remembered at a time (Tomcat: LockOutRealm.cacheSize, 1000). */
    static final int FAILURES = 1024;

    /** Nonces that can be in use at a time. */
    static final int NONCES = 8192;

    private static final int START = 8;
    private static final int NONCES_ISSUED = 16;
    private static final int KEY = 24;
    private static final int KEY_BYTES = 32;
    private static final int HEADER_BYTES = 64;
    private static final int FAILURES_AT = HEADER_BYTES;
    private static final int NONCES_AT = FAILURES_AT + FAILURES * Long.BYTES;
    private static final int SIZE = NONCES_AT + NONCES * Long.BYTES;
    private static final long MAGIC =
            ByteBuffer.wrap("jlogins1".getBytes(US_ASCII)).getLong();

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final LongSupplier nanos;
    private final SecretKeySpec key;

    private LoginBoard(ByteBuffer memory, LongSupplier nanos) {
        this.memory = memory;
        this.nanos = nanos;
        byte[] bytes = new byte[KEY_BYTES];
        memory.get(KEY, bytes);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** Makes the file, readable and writable for its owner only. It must not exist. */
    public static void create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(CREATE_NEW, READ, WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            begin(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE), System.nanoTime());
        }
    }

    /** Maps a file that {@link #create} made. */
    public static LoginBoard open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            if (channel.size() != SIZE) {
                throw new IOException(file + " is not a board of log-ins");
            }
            ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
            if ((long) LONG.getVolatile(memory, 0) != MAGIC) {
                throw new IOException(file + " is not a board of log-ins");
            }
            return new LoginBoard(memory, System::nanoTime);
        }
    }

    /** A board that only this JVM has. */
    public static LoginBoard alone() {
        return alone(System::nanoTime);
    }

    static LoginBoard alone(LongSupplier nanos) {
        ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
        begin(memory, nanos.getAsLong());
        return new LoginBoard(memory, nanos);
    }

    private static void begin(ByteBuffer memory, long now) {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        memory.put(KEY, secret);
        LONG.setVolatile(memory, START, now);
        LONG.setVolatile(memory, 0, MAGIC);
    }

    /** Since the board was made. {@link System#nanoTime} is the same for all processes of a Linux machine. */
    Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - (long) LONG.getVolatile(memory, START));
    }

    /** A code of a text that nobody can predict or forge without this board; 32 bytes. */
    byte[] code(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    long nextNonce() {
        return (long) LONG.getAndAdd(memory, NONCES_ISSUED, 1L);
    }

    long failure(int index) {
        return (long) LONG.getVolatile(memory, FAILURES_AT + index * Long.BYTES);
    }

    boolean changeFailure(int index, long from, long to) {
        return LONG.compareAndSet(memory, FAILURES_AT + index * Long.BYTES, from, to);
    }

    long nonce(int index) {
        return (long) LONG.getVolatile(memory, NONCES_AT + index * Long.BYTES);
    }

    void setNonce(int index, long value) {
        LONG.setVolatile(memory, NONCES_AT + index * Long.BYTES, value);
    }

    boolean changeNonce(int index, long from, long to) {
        return LONG.compareAndSet(memory, NONCES_AT + index * Long.BYTES, from, to);
    }
}
