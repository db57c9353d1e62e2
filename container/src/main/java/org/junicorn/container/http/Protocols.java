package org.junicorn.container.http;

import io.undertow.server.OpenListener;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xnio.StreamConnection;

/**
 * What a connection can speak once it is open. A client of TLS chooses by name (ALPN, RFC 7301); all others, and those of
 * TLS that do not choose, get the default. Immutable.
 */
final class Protocols {
    private final Protocol byDefault;
    private final Map<String, Protocol> named;

    /**
     * One of them.
     *
     * @param opening takes connections over and reads requests from them
     * @param relaxed what is let through in targets of HTTP/1.1; none for anything else, whose bytes are not for it
     */
    record Protocol(Opening opening, RelaxedTarget relaxed) {
        static Protocol http1(OpenListener listener, RelaxedTarget relaxed) {
            return new Protocol((connection, stream) -> listener.handleEvent(stream), relaxed);
        }
    }

    /** How a protocol begins on a connection. On its I/O thread. */
    @FunctionalInterface
    interface Opening {
        void open(ClientConnection connection, StreamConnection stream);
    }

    private Protocols(Protocol byDefault, Map<String, Protocol> named) {
        this.byDefault = byDefault;
        this.named = named;
    }

    /** HTTP/1.1 and nothing else. */
    static Protocols only(Protocol http1) {
        return new Protocols(http1, Map.of("http/1.1", http1));
    }

    /**
     * Several to choose from.
     *
     * @param byDefault of those who do not choose
     * @param named by their names in ALPN, in the order in which the server prefers them
     */
    static Protocols of(Protocol byDefault, LinkedHashMap<String, Protocol> named) {
        return new Protocols(byDefault, new LinkedHashMap<>(named));
    }

    Protocol byDefault() {
        return byDefault;
    }

    /** The names to offer, the best first. */
    String[] names() {
        return named.keySet().toArray(String[]::new);
    }

    /** @param name what was negotiated; empty: nothing */
    Protocol chosen(String name) {
        return named.getOrDefault(name, byDefault);
    }
}
