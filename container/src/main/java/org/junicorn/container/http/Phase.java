package org.junicorn.container.http;

/**
 * What a connection is doing.
 *
 * <pre>
 *   WAITING ─first byte─► READING ─head is complete─► ANSWERING ─response is complete─► ANSWERED ─┬─► closed
 *      ▲                     ▲                            └─► UPGRADED (not HTTP/1 any more)      │
 *      │                     └───────── a further request was read along with this one ───────────┤
 *      └──────────────────────────────────── reads resumed ───────────────────────────────────────┘
 *   WAITING, READING ─preface of HTTP/2─► MULTIPLEXED
 * </pre>
 *
 * A connection of TLS is SILENT, then HANDSHAKING, before it is WAITING for the first time. One of a balancer that speaks
 * the PROXY protocol is SILENT, then in its PREAMBLE, before that.
 */
enum Phase {
    /** Nothing has arrived that would begin a handshake or preamble. */
    SILENT,
    HANDSHAKING,
    PREAMBLE,
    /** Nothing of a next request has been read: the only phase in which it may be closed as idle. */
    WAITING,
    READING,
    ANSWERING,
    ANSWERED,
    UPGRADED,
    /** speaks HTTP/2: see {@link Http2Connection} */
    MULTIPLEXED
}
