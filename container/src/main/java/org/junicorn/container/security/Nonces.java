package org.junicorn.container.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The nonces of HTTP Digest (RFC 7616, 3.3 and 5.5), good for all workers of the machine: each is good for five minutes
 * and for its client's address (Tomcat: nonceValidity), and each of its counts is taken once.
 *
 * <p>A nonce is {@code number:milliseconds:code}. Its record holds 20 bits of the number's upper part, the highest count
 * so far in 20 bits, and which of that and the 23 counts before it were taken, since requests of several connections
 * overtake each other.
 */
public final class Nonces {
    static final Duration VALID_FOR = Duration.ofMinutes(5);

    private static final int WINDOW = 24;
    private static final long WINDOW_MASK = (1L << WINDOW) - 1;
    private static final int COUNT_BITS = 20;
    private static final long HIGHEST_COUNT = (1L << COUNT_BITS) - 1;
    private static final int ROUND_SHIFT = WINDOW + COUNT_BITS;
    private static final long ROUND_MASK = (1L << (Long.SIZE - ROUND_SHIFT)) - 1;

    private final LoginBoard board;

    public Nonces(LoginBoard board) {
        this.board = board;
    }

    /** What is to be said of a nonce that a client has used. */
    public enum Use {
        /** It is good. */
        GOOD,
        /** It was ours and is too old, or forgotten: the client may try again with a new one, without asking its user. */
        STALE,
        /** It is not ours, not this client's, or this count of it was used before. */
        WRONG
    }

    /** A new nonce for a client. */
    public String issue(String address) {
        long number = board.nextNonce();
        board.setNonce(index(number), round(number) << ROUND_SHIFT);
        String text =
                Long.toHexString(number) + ":" + Long.toHexString(board.age().toMillis());
        return text + ":" + code(text, address);
    }

    /** What a client sends back unchanged (RFC 7616, 3.3): the same for all workers and generations. */
    public String opaque() {
        return HexFormat.of().formatHex(board.code("opaque"), 0, 16);
    }

    private String code(String text, String address) {
        return HexFormat.of().formatHex(board.code("nonce:" + text + ":" + address), 0, 16);
    }

    /** Takes a count of a nonce, from 1. */
    public Use use(String nonce, long count, String address) {
        int end = nonce.lastIndexOf(':');
        String[] parts = nonce.split(":", -1);
        if (parts.length != 3
                || !MessageDigest.isEqual(
                        code(nonce.substring(0, end), address).getBytes(US_ASCII), parts[2].getBytes(UTF_8))) {
            return Use.WRONG;
        }
        // What we have signed, we have written.
        long number = Long.parseLong(parts[0], 16);
        Duration age = board.age().minusMillis(Long.parseLong(parts[1], 16));
        if (age.compareTo(VALID_FOR) > 0 || count > HIGHEST_COUNT) {
            return Use.STALE;
        }
        return count < 1 ? Use.WRONG : take(number, count);
    }

    private Use take(long number, long count) {
        int index = index(number);
        while (true) {
            long before = board.nonce(index);
            if (before >>> ROUND_SHIFT != round(number)) {
                return Use.STALE; // another nonce has its place by now
            }
            long highest = (before >>> WINDOW) & HIGHEST_COUNT;
            long taken = before & WINDOW_MASK;
            long behind = highest - count;
            if (behind >= WINDOW || behind >= 0 && (taken & (1L << behind)) != 0) {
                return Use.WRONG;
            }
            long after;
            if (behind >= 0) {
                after = before | (1L << behind);
            } else {
                long shifted = -behind >= WINDOW ? 0 : (taken << -behind) & WINDOW_MASK;
                after = (round(number) << ROUND_SHIFT) | (count << WINDOW) | shifted | 1;
            }
            if (board.changeNonce(index, before, after)) {
                return Use.GOOD;
            }
        }
    }

    private static int index(long number) {
        return (int) Long.remainderUnsigned(number, LoginBoard.NONCES);
    }

    /** From 1, so that a record of all zeros belongs to no nonce. */
    private static long round(long number) {
        return (Long.divideUnsigned(number, LoginBoard.NONCES) + 1) & ROUND_MASK;
    }
}
