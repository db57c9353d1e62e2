package org.junicorn.container.http;

import java.time.Duration;

/** How long a connection may do nothing. Pure; times are nanoseconds of one ticker. */
final class IdlePolicy {
    /** For the first byte of the first request (Tomcat: connectionTimeout), if keep-alive is shorter. */
    static final Duration FIRST_BYTE = Duration.ofSeconds(20);

    /** For the client to close its side after the last response on a connection (RFC 9112, 9.6). */
    static final Duration LINGER = Duration.ofSeconds(1);

    /** For what {@link Preamble} overlooks, which has a limit of its own. */
    private static final long PREAMBLE_GUARD = Duration.ofSeconds(30).toNanos();

    private final long keepAlive;
    private final long first;
    private final long head;
    private final long handshake;
    private final DrainGate gate;

    /** @param head for a request's line and header fields; zero: no limit */
    IdlePolicy(Duration keepAlive, Duration head, DrainGate gate) {
        this(keepAlive, head, FIRST_BYTE, gate);
    }

    /**
     * @param head for a request's line and header fields; zero: no limit
     * @param handshake for a handshake of TLS, from its first byte on, and for that byte
     */
    IdlePolicy(Duration keepAlive, Duration head, Duration handshake, DrainGate gate) {
        this.head = head.toNanos();
        this.handshake = handshake.toNanos();
        this.keepAlive = keepAlive.toNanos();
        this.first = Math.max(keepAlive.toNanos(), FIRST_BYTE.toNanos());
        this.gate = gate;
    }

    /**
     * Nanoseconds until the connection is to be closed; zero or less: now.
     *
     * @param since when it entered the phase
     * @param served whether a response was sent on it
     * @param last whether its last response said that it will be closed
     */
    long remaining(Phase phase, long since, boolean served, boolean last, long now) {
        return switch (phase) {
            case ANSWERING, UPGRADED, MULTIPLEXED -> Long.MAX_VALUE;
            case READING -> untilHeadIsLate(since, now);
            case PREAMBLE -> since + PREAMBLE_GUARD - now;
            case ANSWERED -> last ? since + LINGER.toNanos() - now : Long.MAX_VALUE;
            case HANDSHAKING -> since + handshake - now; // a request is on the way, also while draining
            case SILENT -> draining(since, since + handshake - now, now);
            case WAITING -> waiting(since, served, last, now);
        };
    }

    /** Nanoseconds until a head that began then has taken too long; zero or less: it has. */
    long untilHeadIsLate(long since, long now) {
        return head == 0 ? Long.MAX_VALUE : since + head - now;
    }

    boolean draining() {
        return gate.draining();
    }

    /** The same for a connection of HTTP/2 without a stream, which is told to leave then; a drain tells it anyway. */
    long untilLeaving(long since, boolean served, long now) {
        return since + (served ? keepAlive : first) - now;
    }

    private long waiting(long since, boolean served, boolean last, long now) {
        if (last) {
            return since + LINGER.toNanos() - now;
        }
        return draining(since, since + (served ? keepAlive : first) - now, now);
    }

    private long draining(long since, long limit, long now) {
        if (!gate.draining()) {
            return limit;
        }
        // Of two moments of nanoTime the later one, whatever their signs.
        long from = since - gate.since() > 0 ? since : gate.since();
        return Math.min(limit, from + gate.idleGrace() - now);
    }
}
