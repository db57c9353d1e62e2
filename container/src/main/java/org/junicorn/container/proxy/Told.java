package org.junicorn.container.proxy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What headers tell about the connection of the client to the outermost proxy that is believed.
 *
 * @param client empty: the peer itself
 * @param proxies how many proxies have told an address that counts, at least 1
 * @param scheme {@code http} or {@code https}
 * @param rest of the list of addresses, what stands left of the client's, and is anybody's word
 */
record Told(
        Optional<InetSocketAddress> client,
        int proxies,
        Optional<String> scheme,
        Optional<Authority> host,
        List<String> rest) {}
