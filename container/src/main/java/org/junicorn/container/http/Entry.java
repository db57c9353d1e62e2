package org.junicorn.container.http;

import java.io.IOException;
import org.xnio.StreamConnection;

/**
 * What a new connection passes through before requests are read from it. Each listener has its own; one may lead to the
 * next, and the last one calls {@link ClientConnection#serve}. Called by I/O threads, and must not block.
 */
@FunctionalInterface
interface Entry {
    /**
     * Lets a connection in, now or when enough of it has arrived.
     *
     * @param stream the accepted socket, from which nothing was read
     * @throws IOException if it cannot be let in; the caller closes it
     */
    void enter(ClientConnection connection, StreamConnection stream) throws IOException;

    /** Nothing stands before the first request. */
    static Entry plain(Protocols.Protocol protocol) {
        return (connection, stream) -> connection.serve(stream, protocol);
    }
}
