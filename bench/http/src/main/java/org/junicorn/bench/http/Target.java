package org.junicorn.bench.http;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Whom to ask what.
 *
 * @param asks sent in turn; one at least
 */
record Target(Cell cell, InetSocketAddress address, List<Ask> asks, int connections) {
    Target {
        asks = List.copyOf(asks);
    }

    String url() {
        return (cell.overTls() ? "https://" : "http://") + address.getHostString() + ":" + address.getPort()
                + asks.get(0).path();
    }
}
