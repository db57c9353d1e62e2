package org.junicorn.container.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Looks whether a client begins with HTTP/2 (RFC 9113, 3.3 and 3.4), without TLS that would have agreed on it: its first
 * bytes are then those of no request of HTTP/1. On the I/O thread.
 */
final class Preface {
    private static final Logger LOG = Logger.getLogger(Preface.class);
    private static final byte[] BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final ClientConnection connection;
    private final StreamConnection stream;
    private final Protocols.Protocol http1;
    private final Protocols.Protocol http2;
    private final ByteBuffer read = ByteBuffer.allocate(BYTES.length);

    private Preface(
            ClientConnection connection, StreamConnection stream, Protocols.Protocol http1, Protocols.Protocol http2) {
        this.connection = connection;
        this.stream = stream;
        this.http1 = http1;
        this.http2 = http2;
    }

    /** Whichever of the two a client begins with. */
    static Protocols.Protocol either(Protocols.Protocol http1, Protocols.Protocol http2) {
        return new Protocols.Protocol(
                (connection, stream) -> new Preface(connection, stream, http1, http2).await(), RelaxedTarget.none());
    }

    /** Reads until it is decided; what was read is read again by whoever goes on. */
    private void await() {
        ConduitStreamSourceChannel source = stream.getSourceChannel();
        source.setReadListener(this::look);
        look(source);
    }

    private void look(ConduitStreamSourceChannel source) {
        try {
            int count = source.read(read);
            if (count < 0) {
                IoUtils.safeClose(stream);
            } else if (!begins()) {
                decided(http1);
            } else if (read.hasRemaining()) {
                source.resumeReads();
            } else {
                decided(http2);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("a connection ended before it began", e);
            IoUtils.safeClose(stream);
        }
    }

    private boolean begins() {
        for (int i = 0; i < read.position(); i++) {
            if (read.get(i) != BYTES[i]) {
                return false;
            }
        }
        return true;
    }

    private void decided(Protocols.Protocol protocol) {
        stream.getSourceChannel().suspendReads();
        stream.getSourceChannel().setReadListener(null);
        connection.serveAgain(read.flip(), protocol);
    }
}
