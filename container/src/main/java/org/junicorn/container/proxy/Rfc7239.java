package org.junicorn.container.proxy;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Reads {@code Forwarded}. */
final class Rfc7239 {
    static final HttpString FORWARDED = new HttpString("Forwarded");

    private final Trust trust;

    Rfc7239(Trust trust) {
        this.trust = trust;
    }

    /** @param peer who has connected, who is believed */
    Told read(HeaderMap headers, InetSocketAddress peer) throws MisleadingHeaderException {
        HeaderValues values = headers.get(FORWARDED);
        List<ForwardedElement> elements = values == null ? List.of() : ForwardedElement.parse(String.join(",", values));
        Optional<InetSocketAddress> client = Optional.empty();
        Optional<String> scheme = Optional.empty();
        Optional<Authority> host = Optional.empty();
        int proxies = 0;
        while (proxies < elements.size()) {
            ForwardedElement element = elements.get(elements.size() - 1 - proxies);
            proxies++;
            if (element.parameter("proto").isPresent()) {
                scheme = Optional.of(scheme(element.parameter("proto").get()));
            }
            if (element.parameter("host").isPresent()) {
                host = Optional.of(Authority.parse(element.parameter("host").get(), "Forwarded"));
            }
            Optional<InetSocketAddress> node =
                    element.parameter("for").flatMap(text -> Node.parse(text, peer.getPort()));
            if (node.isEmpty()) {
                break;
            }
            client = node;
            if (!trust.includes(node.get().getAddress())) {
                break;
            }
        }
        return new Told(client, Math.max(1, proxies), scheme, host, List.of());
    }

    private static String scheme(String text) throws MisleadingHeaderException {
        if (text.equalsIgnoreCase("https") || text.equalsIgnoreCase("wss")) {
            return "https";
        } else if (text.equalsIgnoreCase("http") || text.equalsIgnoreCase("ws")) {
            return "http";
        }
        throw new MisleadingHeaderException("The header Forwarded has a proto that is neither http nor https.");
    }
}
