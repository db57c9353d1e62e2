package org.junicorn.container.http;

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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Memory that all workers of a machine map: how many requests clients have sent of late. Its size is fixed, however many
 * clients there are. Each record is one long that is only ever changed by compare-and-set, so a worker that dies at any
 * instruction leaves nothing locked and nothing half-written.
 *
 * <p>A record is the moment at which its client will have paid for its requests at the agreed rate (the generic cell rate
 * algorithm; a leaky bucket without the bucket): 24 bits that tell clients apart and 40 bits of microseconds. When that
 * moment has passed the record says nothing any more, so its place is free; nobody has to tidy up. Where a client's record
 * lies follows from a code of its name under a secret key, so that nobody can choose names to get in another's way. Of the
 * {@value #WAYS} places that a client may have, one is taken from who is nearest to having paid if all are in use: with
 * more clients at a time than there are places some get a few requests more, never fewer.
 *
 * <p>Layout, in the machine's byte order: a header of 64 bytes (magic, a secret key of 32 bytes from the second long on),
 * the records.
 */
public final class RateBoard {
    static final int WAYS = 8;
    private static final int SETS = 1 << 13;
    private static final int KEY = 8;
    private static final int KEY_BYTES = 32;
    private static final int HEADER_BYTES = 64;
    private static final int SIZE = HEADER_BYTES + SETS * WAYS * Long.BYTES;
    private static final int TIME_BITS = 40;
    private static final long TIME = (1L << TIME_BITS) - 1;

    /** Times repeat after 12 days. What lies further ahead than any rule reaches lies behind. */
    private static final long HORIZON = TimeUnit.DAYS.toMicros(1) + TimeUnit.HOURS.toMicros(2);

    private static final long MAGIC =
            ByteBuffer.wrap("jrates_1".getBytes(US_ASCII)).getLong();

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final LongSupplier nanos;
    private final SecretKeySpec key;

    private RateBoard(ByteBuffer memory, LongSupplier nanos) {
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
            begin(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        }
    }

    /** Maps a file that {@link #create} made. */
    static RateBoard open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            if (channel.size() != SIZE) {
                throw new IOException(file + " is not a board of rates");
            }
            ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
            if ((long) LONG.getVolatile(memory, 0) != MAGIC) {
                throw new IOException(file + " is not a board of rates");
            }
            return new RateBoard(memory, System::nanoTime);
        }
    }

    /** A board that only this JVM has. */
    static RateBoard alone() {
        return alone(System::nanoTime);
    }

    static RateBoard alone(LongSupplier nanos) {
        ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
        begin(memory);
        return new RateBoard(memory, nanos);
    }

    private static void begin(ByteBuffer memory) {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        memory.put(KEY, secret);
        LONG.setVolatile(memory, 0, MAGIC);
    }

    /**
     * Counts a request, if it is allowed.
     *
     * @param client a name, which says what it is limited by as well
     * @param interval between two requests in the long run, at least a microsecond
     * @param burst requests that may come at once after a pause, at least 1; times the interval at most a day
     * @return zero if it is allowed, else how long to wait
     */
    Duration take(String client, Duration interval, int burst) {
        long code = code(client);
        int set = (int) (code & SETS - 1) * WAYS;
        long name = code >>> TIME_BITS;
        name = name == 0 ? 1 : name; // zero is an empty record
        long step = interval.toNanos() / 1000;
        long tolerance = (burst - 1) * step;
        for (; ; ) {
            long now = nanos.getAsLong() / 1000 & TIME;
            int place = set;
            long found = 0;
            long owed = 0;
            long least = Long.MAX_VALUE;
            for (int i = set; i < set + WAYS; i++) {
                long record = (long) LONG.getVolatile(memory, at(i));
                long ahead = record == 0 ? 0 : ahead(record, now);
                if (record >>> TIME_BITS == name) {
                    place = i;
                    found = record;
                    owed = ahead > burst * step ? 0 : ahead; // of 12 days ago
                    break;
                } else if (ahead < least) {
                    least = ahead;
                    place = i;
                    found = record;
                }
            }
            if (owed > tolerance) {
                return Duration.ofNanos((owed - tolerance) * 1000);
            }
            long paid = now + owed + step & TIME;
            if (LONG.compareAndSet(memory, at(place), found, name << TIME_BITS | paid)) {
                return Duration.ZERO;
            }
        }
    }

    private static int at(int record) {
        return HEADER_BYTES + record * Long.BYTES;
    }

    /** Microseconds from now until the moment of a record; 0 if it has passed. */
    private static long ahead(long record, long now) {
        long ahead = (record & TIME) - now & TIME;
        return ahead > HORIZON ? 0 : ahead;
    }

    private long code(String client) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return ByteBuffer.wrap(mac.doFinal(client.getBytes(UTF_8))).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
