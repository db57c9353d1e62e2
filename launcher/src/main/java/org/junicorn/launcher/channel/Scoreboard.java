package org.junicorn.launcher.channel;

import static org.junicorn.container.shared.SharedFile.LONG;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junicorn.container.Container;
import org.junicorn.container.Refused;
import org.junicorn.container.Scorecard;
import org.junicorn.container.shared.SharedFile;

/**
 * Memory that the supervisor and all workers map: one row of counters per worker process. Each worker writes only its own
 * row, with plain atomic adds and stores and no lock, so a worker that dies at any instruction leaves the others
 * unharmed. Heartbeats are readings of {@link System#nanoTime()}, which on Linux is CLOCK_MONOTONIC and the same for all
 * processes of a machine.
 *
 * <p>Layout, in longs of the machine's byte order: a header of 64 bytes (magic, the highest row ever used), then
 * {@link #ROWS} rows of {@link #ROW_BYTES} bytes.
 */
public final class Scoreboard {
    /** Worker processes that can exist at a time, those that are booting or draining included. */
    public static final int ROWS = 1024;

    /** I/O threads of a worker that have a heartbeat of their own. */
    public static final int MAX_IO_THREADS = 32;

    private static final int HEADER_BYTES = 64;

    private static final int HIGHEST_ROW = 8; // in the header, behind the magic

    private static final int ACCEPTING = 0;
    private static final int STARTED = 8;
    private static final int BUSY = 16;
    private static final int QUEUED = 24;
    private static final int QUEUED_SINCE = 32;
    private static final int REQUEST_SINCE = 40;
    private static final int SESSIONS = 48;
    private static final int THREADS = 56;
    private static final int HEAP_USED = 64;
    private static final int HEAP_COMMITTED = 72;
    private static final int HEAP_MAX = 80;
    private static final int OLD_USED = 88;
    private static final int OLD_MAX = 96;
    private static final int AWAITING = 104; // a bit per listener whose acceptor waits
    private static final int SLOW_SINCE = 112;
    private static final int SLOW_FOR = 120;
    private static final int BEATS = 192; // MAX_IO_THREADS longs
    private static final int COUNTS = 448; // Counts.LENGTH longs

    /** Whole cache lines. */
    private static final int ROW_BYTES = (COUNTS + Counts.LENGTH * Long.BYTES + 63) / 64 * 64;

    /** Another one for each layout. */
    private static final SharedFile FILE = new SharedFile("junicor5", HEADER_BYTES + ROWS * ROW_BYTES, "a scoreboard");

    /** A worker whose last sign of life is older does not count when the load is compared. */
    private static final long ABSENT_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

    private final ByteBuffer memory;

    private Scoreboard(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Makes the file, readable and writable for its owner only. It must not exist. */
    public static Scoreboard create(Path file) throws IOException {
        return new Scoreboard(FILE.create(file, memory -> {}));
    }

    /** Maps a file that the supervisor made. */
    public static Scoreboard open(Path file) throws IOException {
        return new Scoreboard(FILE.open(file));
    }

    /** One worker's row, from 0 to {@link #ROWS} - 1. */
    public Row row(int index) {
        if (index < 0 || index >= ROWS) {
            throw new IndexOutOfBoundsException("row " + index);
        }
        return new Row(index);
    }

    /** Empties a row for a worker that is about to be spawned. Called by the supervisor. */
    public void clear(int index) {
        Row row = row(index);
        for (int offset = 0; offset < ROW_BYTES; offset += Long.BYTES) {
            row.set(offset, 0);
        }
        if (index > highestRow()) {
            LONG.setVolatile(memory, HIGHEST_ROW, (long) index);
        }
    }

    private int highestRow() {
        return (int) (long) LONG.getVolatile(memory, HIGHEST_ROW);
    }

    /** A worker's counters. All methods may be called on any thread. */
    public final class Row implements Scorecard {
        private final int index;
        private final int base;
        private final SlowStart start = new SlowStart();

        private Row(int index) {
            this.index = index;
            this.base = HEADER_BYTES + index * ROW_BYTES;
        }

        private long get(int offset) {
            return (long) LONG.getVolatile(memory, base + offset);
        }

        private void set(int offset, long value) {
            LONG.setVolatile(memory, base + offset, value);
        }

        private void add(int offset, long delta) {
            LONG.getAndAdd(memory, base + offset, delta);
        }

        /** Whether the worker takes new connections; only such workers are compared by {@link #crowded()}. */
        public void accepting(boolean accepting) {
            set(ACCEPTING, accepting ? 1 : 0);
        }

        @Override
        public void heartbeat(int ioThread) {
            if (ioThread < MAX_IO_THREADS) {
                set(BEATS + ioThread * Long.BYTES, System.nanoTime());
            }
        }

        private void count(int place, long delta) {
            add(COUNTS + place * Long.BYTES, delta);
        }

        private long counted(int place) {
            return get(COUNTS + place * Long.BYTES);
        }

        @Override
        public void connectionOpened() {
            count(Counts.OPENED, 1);
        }

        @Override
        public void connectionClosed() {
            count(Counts.CLOSED, 1);
        }

        /** From now on it takes a growing share of the connections, and the full one after this time. */
        public void slowStart(Duration time) {
            set(SLOW_SINCE, System.nanoTime());
            set(SLOW_FOR, time.toNanos());
        }

        /** Of the connections that another worker gets, from {@link SlowStart#LEAST} to 1. */
        private double share(long now) {
            long time = get(SLOW_FOR);
            return time == 0 ? 1 : SlowStart.share(now - get(SLOW_SINCE), time);
        }

        private boolean takesPart(long now) {
            return get(ACCEPTING) != 0 && silentNanos(now) < ABSENT_AFTER_NANOS;
        }

        @Override
        public void awaiting(String listener, boolean waits) {
            if (waits) {
                LONG.getAndBitwiseOr(memory, base + AWAITING, bit(listener));
            } else {
                LONG.getAndBitwiseAnd(memory, base + AWAITING, ~bit(listener));
            }
        }

        /** Two listeners may have the same one: then who waits for one seems to wait for both. */
        private long bit(String listener) {
            return 1L << (listener.hashCode() & (Long.SIZE - 1));
        }

        @Override
        public boolean givesWay(String listener) {
            long now = System.nanoTime();
            double share = share(now);
            if (share >= 1) {
                return false;
            }
            List<SlowStart.Elder> elders = new ArrayList<>();
            int highest = highestRow();
            for (int i = 0; i <= highest; i++) {
                Row other = row(i);
                double others = other.share(now);
                if (i != index && others > share && other.takesPart(now)) {
                    boolean waits = (other.get(AWAITING) & bit(listener)) != 0;
                    elders.add(new SlowStart.Elder(i, others, other.counted(Counts.OPENED), waits));
                }
            }
            return start.givesWay(share, counted(Counts.OPENED), elders);
        }

        @Override
        public boolean crowded() {
            long least = Long.MAX_VALUE;
            long now = System.nanoTime();
            int highest = highestRow();
            double share = share(now);
            for (int i = 0; i <= highest; i++) {
                if (i != index) {
                    Row other = row(i);
                    // One that is newer has few because it takes few.
                    if (other.takesPart(now) && other.share(now) >= share) {
                        least = Math.min(least, other.connections());
                    }
                }
            }
            return least != Long.MAX_VALUE && connections() > least + 1 + least / 8;
        }

        @Override
        public void requestStarted() {
            add(STARTED, 1);
        }

        @Override
        public void requestFinished(String method, int status, long durationNanos) {
            count(Counts.requests(Counts.Method.of(method), status / 100), 1);
            count(Counts.bucket(durationNanos), 1);
            count(Counts.DURATION, durationNanos);
            count(Counts.FINISHED, 1);
        }

        @Override
        public void refused(Refused reason) {
            count(Counts.refusal(reason), 1);
        }

        @Override
        public void requestForwarded() {
            count(Counts.FORWARDED, 1);
            count(Counts.FINISHED, 1);
        }

        @Override
        public void ranInline() {
            count(Counts.INLINE, 1);
        }

        @Override
        public void proxyFailed() {
            count(Counts.PROXY_FAILURES, 1);
        }

        @Override
        public void cacheHit() {
            count(Counts.CACHE_HITS, 1);
        }

        @Override
        public void cacheMissed() {
            count(Counts.CACHE_MISSES, 1);
        }

        @Override
        public void queueWaited(long nanos) {
            count(Counts.QUEUE_WAIT, nanos);
            count(Counts.QUEUE_WAITS, 1);
        }

        @Override
        public void bytesReceived(long count) {
            count(Counts.RECEIVED, count);
        }

        @Override
        public void bytesSent(long count) {
            count(Counts.SENT, count);
        }

        @Override
        public void busyThreads(int delta) {
            add(BUSY, delta);
        }

        @Override
        public void handshakeFailed() {
            count(Counts.HANDSHAKES_FAILED, 1);
        }

        /** Connections that are open now. */
        public long connections() {
            return Math.max(0, counted(Counts.OPENED) - counted(Counts.CLOSED));
        }

        /** Requests whose response is complete, those included that another worker has answered. */
        public long requests() {
            return counted(Counts.FINISHED);
        }

        /** Requests whose response is not complete. */
        public long inFlight() {
            return Math.max(0, get(STARTED) - counted(Counts.FINISHED));
        }

        /** Threads that run requests now. */
        public long busyThreads() {
            return Math.max(0, get(BUSY));
        }

        /** What only grows, as it is now. */
        public Counts counts() {
            return Counts.read(this::counted);
        }

        /** Notes how the container fares. Called by the worker four times a second. */
        public void fares(Container.Load load) {
            long now = System.nanoTime();
            set(QUEUED, load.queued());
            set(QUEUED_SINCE, since(load.oldestQueued(), now));
            set(REQUEST_SINCE, since(load.oldestRequest(), now));
            set(SESSIONS, load.sessions());
        }

        /** A time rather than an age: it grows older also if the worker does nothing any more. */
        private long since(Duration age, long now) {
            return age.isZero() ? 0 : now - age.toNanos();
        }

        private Duration age(int offset, long now) {
            long since = get(offset);
            return since == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - since));
        }

        /** Requests that waited for a thread when the worker last looked. */
        public long queued() {
            return get(QUEUED);
        }

        /**
         * How long the request has waited for a thread that was the next one when the worker last looked; zero if none
         * waited.
         *
         * @param now a reading of {@link System#nanoTime()}
         */
        public Duration oldestQueued(long now) {
            return age(QUEUED_SINCE, now);
        }

        /**
         * How long the request has been in flight that was the oldest when the worker last looked; zero if none was.
         *
         * @param now a reading of {@link System#nanoTime()}
         */
        public Duration oldestRequest(long now) {
            return inFlight() == 0 ? Duration.ZERO : age(REQUEST_SINCE, now);
        }

        /** Sessions that the worker holds as objects. */
        public long sessions() {
            return get(SESSIONS);
        }

        /** Notes how the worker's JVM fares. Called by the worker once a second. */
        public void fares(JvmFigures jvm) {
            set(HEAP_USED, jvm.heapUsed());
            set(HEAP_COMMITTED, jvm.heapCommitted());
            set(HEAP_MAX, jvm.heapMax());
            set(OLD_USED, jvm.oldUsed());
            set(OLD_MAX, jvm.oldMax());
            set(THREADS, jvm.threads());
            set(COUNTS + Counts.GC_TIME * Long.BYTES, jvm.gcTime().toNanos());
            set(COUNTS + Counts.GC_RUNS * Long.BYTES, jvm.gcRuns());
            set(COUNTS + Counts.CPU * Long.BYTES, jvm.cpu().toNanos());
        }

        /** How the worker's JVM fared when it last looked; zeros in the first second after it was ready. */
        public JvmFigures jvm() {
            return new JvmFigures(
                    get(HEAP_USED),
                    get(HEAP_COMMITTED),
                    get(HEAP_MAX),
                    get(OLD_USED),
                    get(OLD_MAX),
                    Duration.ofNanos(counted(Counts.GC_TIME)),
                    counted(Counts.GC_RUNS),
                    (int) get(THREADS),
                    Duration.ofNanos(counted(Counts.CPU)));
        }

        /**
         * Time since the I/O thread that has been silent longest gave its last sign of life, in nanoseconds; 0 before
         * the first one.
         *
         * @param now a reading of {@link System#nanoTime()}
         */
        public long silentNanos(long now) {
            long silent = 0;
            for (int i = 0; i < MAX_IO_THREADS; i++) {
                long beat = get(BEATS + i * Long.BYTES);
                if (beat == 0) {
                    break;
                }
                silent = Math.max(silent, now - beat);
            }
            return silent;
        }
    }
}
