package org.junicorn.container.http;

import static org.junicorn.container.shared.SharedFile.LONG;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junicorn.container.shared.SharedFile;
import org.junicorn.container.shared.SharedSecret;

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
    private static final int HEADER_BYTES = 64;
    private static final int SIZE = HEADER_BYTES + SETS * WAYS * Long.BYTES;
    private static final int TIME_BITS = 40;
    private static final long TIME = (1L << TIME_BITS) - 1;

    /** Times repeat after 12 days. What lies further ahead than any rule reaches lies behind. */
    private static final long HORIZON = TimeUnit.DAYS.toMicros(1) + TimeUnit.HOURS.toMicros(2);

    private static final SharedFile FILE = new SharedFile("jrates_1", SIZE, "a board of rates");

    private final ByteBuffer memory;
    private final LongSupplier nanos;
    private final SharedSecret secret;

    private RateBoard(ByteBuffer memory, LongSupplier nanos) {
        this.memory = memory;
        this.nanos = nanos;
        this.secret = new SharedSecret(memory, KEY);
    }

    /** Makes the file, readable and writable for its owner only. It must not exist. */
    public static void create(Path file) throws IOException {
        FILE.create(file, RateBoard::begin);
    }

    /** Maps a file that {@link #create} made. */
    static RateBoard open(Path file) throws IOException {
        return new RateBoard(FILE.open(file), System::nanoTime);
    }

    /** A board that only this JVM has. */
    static RateBoard alone() {
        return alone(System::nanoTime);
    }

    static RateBoard alone(LongSupplier nanos) {
        return new RateBoard(FILE.alone(RateBoard::begin), nanos);
    }

    private static void begin(ByteBuffer memory) {
        SharedSecret.put(memory, KEY);
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
        long code = ByteBuffer.wrap(secret.code(client)).getLong();
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
}
