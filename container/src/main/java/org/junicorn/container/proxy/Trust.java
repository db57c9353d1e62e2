package org.junicorn.container.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junicorn.container.Networks;

/** Who is believed. */
final class Trust {
    private final Networks networks;

    Trust(List<String> networks) {
        this.networks = Networks.parse(networks);
    }

    /**
     * Whether what this peer says is believed. Whoever may open a Unix socket is (gunicorn does the same): its file's
     * permissions say who that is.
     */
    boolean includes(InetSocketAddress peer) {
        if (peer == null || peer.getAddress() == null || networks.isEmpty()) {
            return false;
        }
        return isUnix(peer) || networks.contains(peer.getAddress());
    }

    boolean includes(InetAddress address) {
        return networks.contains(address);
    }

    /** Peers of Unix sockets are shown as local ones, with a port that no client has. */
    private static boolean isUnix(InetSocketAddress peer) {
        return peer.getPort() == 0 && peer.getAddress().isLoopbackAddress();
    }
}
