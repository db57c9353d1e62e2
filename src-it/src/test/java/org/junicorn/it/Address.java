package org.junicorn.it;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;

/**
 * An address that a server said it listens at.
 *
 * @param socket where to connect
 * @param host what a client sends as Host
 */
record Address(SocketAddress socket, String host) {

    /** Reads the form of the log: {@code http://127.0.0.1:8000} or {@code unix:/path}. */
    static Address parse(String text) {
        if (text.startsWith("unix:")) {
            return new Address(UnixDomainSocketAddress.of(text.substring("unix:".length())), "localhost");
        }
        URI uri = URI.create(text);
        String host = uri.getHost().replaceAll("^\\[|]$", "");
        return new Address(new InetSocketAddress(host, uri.getPort()), uri.getAuthority());
    }

    boolean isUnix() {
        return socket instanceof UnixDomainSocketAddress;
    }

    /** Returns the port; only a TCP address has one. */
    int port() {
        return ((InetSocketAddress) socket).getPort();
    }

    /** Returns the path of a Unix socket. */
    String path() {
        return ((UnixDomainSocketAddress) socket).getPath().toString();
    }

    StandardProtocolFamily family() {
        if (isUnix()) {
            return StandardProtocolFamily.UNIX;
        }
        return ((InetSocketAddress) socket).getAddress() instanceof java.net.Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }
}
