package org.junicorn.launcher.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import java.time.Duration;
import java.util.Set;
import org.junicorn.container.Scorecard;

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
    private static final int ROW_BYTES = 512;
    private static final long MAGIC =
            ByteBuffer.wrap("junicorn".getBytes(US_ASCII)).getLong();

    private static final int HIGHEST_ROW = 8; // in the header, behind the magic

    private static final int ACCEPTING = 0;
    private static final int OPENED = 8;
    private static final int CLOSED = 16;
    private static final int STARTED = 24;
    private static final int FINISHED = 32;
    private static final int BUSY = 40;
    private static final int BYTES = 48;
    private static final int DURATION = 56;
    private static final int STATUS = 64; // six longs: other, 1xx … 5xx
    private static final int BEATS = 128; // MAX_IO_THREADS longs

    /** A worker whose last sign of life is older does not count when the load is compared. */
    private static final long ABSENT_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    private Scoreboard(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Makes the file, readable and writable for its owner only. It must not exist. */
    public static Scoreboard create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(CREATE_NEW, READ, WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            Scoreboard board = map(channel);
            LONG.setVolatile(board.memory, 0, MAGIC);
            return board;
        }
    }

    /** Maps a file that the supervisor made. */
    public static Scoreboard open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            Scoreboard board = map(channel);
            if ((long) LONG.getVolatile(board.memory, 0) != MAGIC) {
                throw new IOException(file + " is not a scoreboard");
            }
            return board;
        }
    }

    private static Scoreboard map(FileChannel channel) throws IOException {
        return new Scoreboard(channel.map(FileChannel.MapMode.READ_WRITE, 0, HEADER_BYTES + (long) ROWS * ROW_BYTES));
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

        @Override
        public void connectionOpened() {
            add(OPENED, 1);
        }

        @Override
        public void connectionClosed() {
            add(CLOSED, 1);
        }

        @Override
        public boolean crowded() {
            long least = Long.MAX_VALUE;
            long now = System.nanoTime();
            int highest = highestRow();
            for (int i = 0; i <= highest; i++) {
                if (i != index) {
                    Row other = row(i);
                    if (other.get(ACCEPTING) != 0 && other.silentNanos(now) < ABSENT_AFTER_NANOS) {
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
        public void requestFinished(int status, long durationNanos, long bytesSent) {
            add(FINISHED, 1);
            add(DURATION, durationNanos);
            add(BYTES, bytesSent);
            int statusClass = status / 100;
            add(STATUS + (statusClass >= 1 && statusClass <= 5 ? statusClass : 0) * Long.BYTES, 1);
        }

        @Override
        public void busyThreads(int delta) {
            add(BUSY, delta);
        }

        /** Connections that are open now. */
        public long connections() {
            return get(OPENED) - get(CLOSED);
        }

        /** Requests whose response is complete. */
        public long requests() {
            return get(FINISHED);
        }

        /** Requests whose response is not complete. */
        public long inFlight() {
            return Math.max(0, get(STARTED) - get(FINISHED));
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
