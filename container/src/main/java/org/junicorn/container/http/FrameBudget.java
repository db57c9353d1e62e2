package org.junicorn.container.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.Bits;

/**
 * What a client of HTTP/2 may do that costs us more than it costs the client: each frame that carries nothing has to be
 * paid for by requests, bodies and responses, or by time. Pure; times are nanoseconds of one ticker. One thread but for
 * {@link #served}.
 *
 * <ul>
 *   <li>PING, SETTINGS and PRIORITY floods, empty frames (CVE-2019-9511 to 9518) and WINDOW_UPDATEs of a few bytes: of
 *       {@value #MOST} frames one comes back with each 1 KiB in either direction, 20 with a request, and 50 a second.
 *   <li>CONTINUATION flood (CVE-2024-27316): a head has at most {@value #CONTINUATIONS} such frames, and those that its
 *       size needs.
 *   <li>Rapid reset (CVE-2023-44487): within 30 s a client may reset {@value #RESETS} streams, and as many as were
 *       answered. The number of requests at work is limited besides, and a stream that is reset counts until its thread
 *       is done with it.
 * </ul>
 */
final class FrameBudget {
    static final int MOST = 2000;
    static final int CONTINUATIONS = 8;
    static final int RESETS = 200;

    private static final int PER_REQUEST = 20;
    private static final int PER_SECOND = 50;
    private static final int BYTES = 1024;
    private static final long WINDOW = Duration.ofSeconds(30).toNanos();
    private static final int FULL_FRAME = 16 * 1024;

    private final int continuations;
    private long credit = MOST * (long) BYTES;
    private long filled;
    private int inHead;
    private long windowBegan;
    private int resets;
    private final AtomicInteger answered = new AtomicInteger();
    private int answeredBefore;

    /** @param head bytes that a head may have */
    FrameBudget(int head, long now) {
        this.continuations = CONTINUATIONS + head / FULL_FRAME;
        this.filled = now;
        this.windowBegan = now;
    }

    /**
     * A frame begins.
     *
     * @return why the connection is to be ended, if it is
     */
    Optional<String> frame(int type, int flags, int length, long now) {
        switch (type) {
            case FrameHeads.HEADERS -> {
                inHead = 0;
                earn((long) PER_REQUEST * BYTES);
                return Optional.empty();
            }
            case FrameHeads.CONTINUATION -> {
                inHead++;
                return inHead > continuations
                        ? Optional.of("more than " + continuations + " CONTINUATION frames in a head")
                        : Optional.empty();
            }
            case FrameHeads.RST_STREAM -> {
                return reset(now);
            }
            case FrameHeads.DATA -> {
                earn(length);
                return length > 0 || Bits.allAreSet(flags, FrameHeads.END_STREAM) ? Optional.empty() : pay(now);
            }
            default -> {
                return pay(now);
            }
        }
    }

    private Optional<String> reset(long now) {
        if (now - windowBegan >= WINDOW) {
            windowBegan = now;
            resets = 0;
            answeredBefore = answered.get();
        }
        resets++;
        return resets > RESETS + (answered.get() - answeredBefore)
                ? Optional.of(resets + " streams were reset within 30 s")
                : Optional.empty();
    }

    private Optional<String> pay(long now) {
        earn((now - filled) / (Duration.ofSeconds(1).toNanos() / (PER_SECOND * BYTES)));
        filled = now;
        credit -= BYTES;
        return credit < 0 ? Optional.of("too many frames that carry nothing") : Optional.empty();
    }

    private void earn(long bytes) {
        credit = Math.min(MOST * (long) BYTES, credit + bytes);
    }

    /** Bytes of responses were sent. */
    void sent(long bytes) {
        earn(bytes);
    }

    /** A request was answered. Any thread. */
    void served() {
        answered.incrementAndGet();
    }
}
