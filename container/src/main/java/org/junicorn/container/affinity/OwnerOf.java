package org.junicorn.container.affinity;

import io.undertow.server.HttpServerExchange;
import java.util.Optional;

/** Knows which worker has what cannot be stored of a request's session. */
public interface OwnerOf {
    /**
     * Whether the request names a session at all. Asked of each request, on any thread: looks at the request only, and
     * never blocks.
     */
    boolean namesSession(HttpServerExchange exchange);

    /** Whether {@link #ownerOf} and {@link #ownerGone} may block now; they are not called on an I/O thread then. */
    boolean mayBlock();

    /**
     * The worker that must answer a request that names a session.
     *
     * @return empty if any worker can, and if it is this one
     */
    Optional<String> ownerOf(HttpServerExchange exchange);

    /**
     * That worker does not exist any more, and what it had of the session is lost: this worker answers the request next.
     * On the thread that will, where {@link #ownerOf} would be called.
     */
    void ownerGone(HttpServerExchange exchange, String owner);
}
