package org.junicorn.container.security;

import static org.junicorn.container.shared.SharedFile.LONG;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junicorn.container.shared.SharedFile;
import org.junicorn.container.shared.SharedSecret;

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
    private static final int HEADER_BYTES = 64;
    private static final int FAILURES_AT = HEADER_BYTES;
    private static final int NONCES_AT = FAILURES_AT + FAILURES * Long.BYTES;
    private static final int SIZE = NONCES_AT + NONCES * Long.BYTES;
    private static final SharedFile FILE = new SharedFile("jlogins1", SIZE, "a board of log-ins");

    private final ByteBuffer memory;
    private final LongSupplier nanos;
    private final SharedSecret secret;

    private LoginBoard(ByteBuffer memory, LongSupplier nanos) {
        this.memory = memory;
        this.nanos = nanos;
        this.secret = new SharedSecret(memory, KEY);
    }

    /** Makes the file, readable and writable for its owner only. It must not exist. */
    public static void create(Path file) throws IOException {
        FILE.create(file, memory -> begin(memory, System.nanoTime()));
    }

    /** Maps a file that {@link #create} made. */
    public static LoginBoard open(Path file) throws IOException {
        return new LoginBoard(FILE.open(file), System::nanoTime);
    }

    /** A board that only this JVM has. */
    public static LoginBoard alone() {
        return alone(System::nanoTime);
    }

    static LoginBoard alone(LongSupplier nanos) {
        return new LoginBoard(FILE.alone(memory -> begin(memory, nanos.getAsLong())), nanos);
    }

    private static void begin(ByteBuffer memory, long now) {
        SharedSecret.put(memory, KEY);
        LONG.setVolatile(memory, START, now);
    }

    /** Since the board was made. {@link System#nanoTime} is the same for all processes of a Linux machine. */
    Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - (long) LONG.getVolatile(memory, START));
    }

    /** A code of a text that nobody can predict or forge without this board; 32 bytes. */
    byte[] code(String text) {
        return secret.code(text);
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
