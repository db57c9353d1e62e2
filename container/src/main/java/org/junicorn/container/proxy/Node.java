package org.junicorn.container.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junicorn.container.Networks;

/** One address of {@code X-Forwarded-For} or of {@code for=} (RFC 7239, 6), perhaps with a port. */
final class Node {
    private Node() {}

    /**
     * Reads an address, with or without port, an IPv6 one with or without brackets. Empty for {@code unknown}, obfuscated
     * names and whatever else is no address.
     *
     * @param port of an address without one
     */
    static Optional<InetSocketAddress> parse(String text, int port) {
        String host = text;
        String rest = "";
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || text.indexOf(':') > end) {
                return Optional.empty();
            }
            host = text.substring(1, end);
            rest = text.substring(end + 1);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            host = text.substring(0, text.indexOf(':'));
            rest = text.substring(text.indexOf(':'));
        }
        // An obfuscated port (RFC 7239, 6.4) is as good as none.
        if (!rest.isEmpty() && !rest.matches(":(\\d{1,5}|_[A-Za-z0-9._-]+)")) {
            return Optional.empty();
        }
        int number = rest.matches(":\\d{1,5}") ? Integer.parseInt(rest.substring(1)) : port;
        Optional<InetAddress> address = Networks.address(host);
        return number > 65535 ? Optional.empty() : address.map(found -> new InetSocketAddress(found, number));
    }
}
