package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junicorn.launcher.listen.Descriptors;

/**
 * Reads a pipe on a thread of its own, to its end, and hands on what came: whole lines where possible, a longer piece
 * when a line does not fit.
 */
final class LinePump {
    private static final int BUFFER = 8 * 1024;
    private static final long STACK = 128 * 1024;
    private static final long LOOK_MILLIS = 20;

    /** What a pipe holds, pipe(7), and what is under way besides: whoever has read so much has read what was in it. */
    private static final long PIPE = 64 * 1024 + BUFFER;

    /** Takes lines with their line breaks. */
    interface Sink {
        void lines(byte[] bytes, int length);
    }

    private final Thread thread;
    private final FileInputStream in;
    private volatile boolean handingOn; // what has been read already
    private volatile long read; // bytes, all handed on unless it is handing on

    /** Starts to read. The descriptor is closed at the end. */
    LinePump(String name, int descriptor, Sink sink) {
        in = new FileInputStream(Descriptors.wrap(descriptor));
        thread = new Thread(null, () -> run(sink), name, STACK);
        thread.setDaemon(true);
        thread.start();
    }

    /** A sink that takes one line at a time, without its line break. */
    static Sink eachLine(Consumer<String> consumer) {
        return (bytes, length) -> {
            for (String line : new String(bytes, 0, length, UTF_8).split("\n")) {
                consumer.accept(line);
            }
        };
    }

    /**
     * Waits until the pipe has ended and all of it was handed on. Not for long if others hold the pipe and are silent;
     * but what was written must not be lost because this machine has no time for the thread that reads it.
     *
     * @param silenceMillis how long a pipe without a byte to read is waited for
     * @param mostMillis how long it is waited for in any case
     */
    void await(long silenceMillis, long mostMillis) throws InterruptedException {
        long began = System.nanoTime();
        long old = read + PIPE; // beyond is what others write, who may never end
        thread.join(silenceMillis);
        while (thread.isAlive()
                && !isEmpty()
                && read < old
                && System.nanoTime() - began < MILLISECONDS.toNanos(mostMillis)) {
            thread.join(LOOK_MILLIS);
        }
    }

    /** Whether there is nothing left of what has been written so far. */
    private boolean isEmpty() {
        try {
            return in.available() == 0 && !handingOn;
        } catch (IOException e) {
            return true; // closed
        }
    }

    private void run(Sink sink) {
        try (in) {
            byte[] buffer = new byte[BUFFER];
            int filled = 0;
            for (int n = in.read(buffer); n >= 0; n = next(buffer, filled)) {
                handingOn = true;
                read += n;
                filled += n;
                int whole = lastLineBreak(buffer, filled) + 1;
                if (whole == 0 && filled == buffer.length) {
                    buffer = growOrHandOn(buffer, sink);
                    filled = buffer.length == BUFFER ? 0 : filled;
                } else if (whole > 0) {
                    sink.lines(buffer, whole);
                    System.arraycopy(buffer, whole, buffer, 0, filled - whole);
                    filled -= whole;
                }
            }
            handingOn = true;
            if (filled > 0) {
                byte[] rest = Arrays.copyOf(buffer, filled + 1);
                rest[filled] = '\n';
                sink.lines(rest, rest.length);
            }
        } catch (IOException e) {
            // The pipe is gone with the process.
        }
    }

    private int next(byte[] buffer, int filled) throws IOException {
        handingOn = false;
        return in.read(buffer, filled, buffer.length - filled);
    }

    private static final int LONGEST_LINE = 1024 * 1024;

    private static byte[] growOrHandOn(byte[] buffer, Sink sink) {
        if (buffer.length < LONGEST_LINE) {
            return Arrays.copyOf(buffer, buffer.length * 2);
        }
        sink.lines(buffer, buffer.length);
        return new byte[BUFFER];
    }

    private static int lastLineBreak(byte[] buffer, int length) {
        int at = length - 1;
        while (at >= 0 && buffer[at] != '\n') {
            at--;
        }
        return at;
    }
}
