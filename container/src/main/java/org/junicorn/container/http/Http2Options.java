package org.junicorn.container.http;

/**
 * HTTP/2, as Tomcat's UpgradeProtocol and gunicorn have it.
 *
 * @param http1 whether HTTP/1.1 and HTTP/1.0 are spoken
 * @param http2 whether HTTP/2 is, where TLS has agreed on it
 * @param cleartext how it is spoken without TLS
 * @param streams requests of a connection at a time, from 1 (gunicorn: http2_max_concurrent_streams)
 * @param window bytes of a body that a client may send before they are read, per stream and per connection
 * @param frame bytes of the largest frame that a client may send, 16384 to 16777215
 * @param head bytes of a request's fields, each counted with 32 more (RFC 9113, 6.5.2)
 */
public record Http2Options(
        boolean http1, boolean http2, Cleartext cleartext, int streams, int window, int frame, int head) {

    /** How HTTP/2 is spoken without TLS. */
    public enum Cleartext {
        OFF(false, false),
        /** the client begins with it (RFC 9113, 3.3) */
        PRIOR_KNOWLEDGE(true, false),
        /** the client asks for it over HTTP/1.1 (RFC 7540, 3.2) */
        UPGRADE(false, true),
        BOTH(true, true);

        private final boolean priorKnowledge;
        private final boolean upgrade;

        Cleartext(boolean priorKnowledge, boolean upgrade) {
            this.priorKnowledge = priorKnowledge;
            this.upgrade = upgrade;
        }
    }

    /** HTTP/1.1 only. */
    public static Http2Options off() {
        return new Http2Options(true, false, Cleartext.OFF, 100, 65535, 16384, 65536);
    }

    boolean priorKnowledge() {
        return http2 && cleartext.priorKnowledge;
    }

    boolean upgrade() {
        return http2 && cleartext.upgrade;
    }
}
