package org.junicorn.container.http;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.junicorn.container.proxy.ProxyHeader;
import org.junicorn.container.proxy.ProxyProtocol;
import org.junicorn.container.proxy.ProxyProtocol.Beginning;
import org.xnio.StreamConnection;

/** The header of the PROXY protocol, in front of TLS and HTTP: who may send one, and what becomes of those without. */
final class ProxyEntry implements Entry {
    private static final Logger LOG = Logger.getLogger(ProxyEntry.class);

    private final ProxyProtocol protocol;
    private final boolean tls;
    private final Entry next;
    private final AtomicBoolean said = new AtomicBoolean();

    /** @param tls whether TLS is next, whose clients understand no answer in clear text */
    ProxyEntry(ProxyProtocol protocol, boolean tls, Entry next) {
        this.protocol = protocol;
        this.tls = tls;
        this.next = next;
    }

    @Override
    public void enter(ClientConnection connection, StreamConnection stream) throws IOException {
        Beginning beginning = protocol.beginning(connection.peer());
        switch (beginning) {
            case PLAIN -> next.enter(connection, stream);
            case FORBIDDEN -> refuse(connection, stream, "it is not among proxy_allow_ips");
            default -> {
                Preamble preamble = new Preamble(
                        stream,
                        beginning == Beginning.HEADER,
                        connection::preambleBegins,
                        header -> proceed(connection, stream, header),
                        reason -> refuse(connection, stream, reason));
                connection.awaitPreamble(preamble);
                preamble.read();
            }
        }
    }

    private void proceed(ClientConnection connection, StreamConnection stream, Optional<ProxyHeader> header) {
        connection.preambleEnds(header);
        try {
            next.enter(connection, stream);
        } catch (IOException | RuntimeException e) {
            LOG.debug("a connection ended before it began", e);
            connection.sever();
        }
    }

    private void refuse(ClientConnection connection, StreamConnection stream, String reason) {
        String peer = connection.peer().map(AccessLogEntry::address).orElse("a Unix socket");
        // Once where it is seen: it is a balancer that is set up otherwise, or a stranger, who may come again and
        // again.
        if (said.compareAndSet(false, true)) {
            LOG.infof("a connection of %s is refused: %s (proxy_protocol); further ones are not logged", peer, reason);
        } else {
            LOG.debugf("a connection of %s is refused: %s", peer, reason);
        }
        connection.refuseAtDoor(stream, !tls);
    }
}
