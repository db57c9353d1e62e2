package org.junicorn.container.proxy;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.junicorn.container.ProxyRules;

/** Which connections begin with a header of the PROXY protocol. */
public final class ProxyProtocol {
    private final boolean required;
    private final Trust senders;

    /** What a connection begins with. */
    public enum Beginning {
        /** Nothing is looked for. */
        PLAIN,
        HEADER,
        HEADER_OR_PLAIN,
        /** It must begin with one, and nobody may send it from there. */
        FORBIDDEN
    }

    private ProxyProtocol(ProxyRules rules) {
        required = rules.proxyProtocol() == ProxyRules.ProxyProtocol.REQUIRED;
        senders = new Trust(rules.proxyAllowIps());
    }

    /** Empty if it is off. */
    public static Optional<ProxyProtocol> of(ProxyRules rules) {
        return rules.proxyProtocol() == ProxyRules.ProxyProtocol.OFF
                ? Optional.empty()
                : Optional.of(new ProxyProtocol(rules));
    }

    /** @param peer who has connected; empty for a Unix socket */
    public Beginning beginning(Optional<InetSocketAddress> peer) {
        boolean allowed = peer.isEmpty() || senders.includes(peer.get());
        if (required) {
            return allowed ? Beginning.HEADER : Beginning.FORBIDDEN;
        }
        return allowed ? Beginning.HEADER_OR_PLAIN : Beginning.PLAIN;
    }
}
