package org.junicorn.container.proxy;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code X-Forwarded-For}, {@code -Host} and {@code -Port}, those of them that the proxies set. */
final class XForwarded {
    static final HttpString FOR = new HttpString("X-Forwarded-For");
    static final HttpString HOST = new HttpString("X-Forwarded-Host");
    static final HttpString PORT = new HttpString("X-Forwarded-Port");

    private final Set<HttpString> names;
    private final Trust trust;

    XForwarded(Set<HttpString> names, Trust trust) {
        this.names = names;
        this.trust = trust;
    }

    /** @param peer who has connected, who is believed */
    Told read(HeaderMap headers, InetSocketAddress peer) throws MisleadingHeaderException {
        List<String> entries = list(headers, FOR);
        Optional<InetSocketAddress> client = Optional.empty();
        int proxies = 0;
        while (proxies < entries.size()) {
            Optional<InetSocketAddress> node = Node.parse(entries.get(entries.size() - 1 - proxies), peer.getPort());
            if (node.isEmpty()) {
                break; // nobody knows who that was; the one who says so is the last that is known
            }
            client = node;
            proxies++;
            if (!trust.includes(node.get().getAddress())) {
                break;
            }
        }
        List<String> rest = entries.subList(0, entries.size() - proxies);
        int words = Math.max(1, proxies);
        return new Told(client, words, Optional.empty(), host(headers, words), rest);
    }

    private Optional<Authority> host(HeaderMap headers, int words) throws MisleadingHeaderException {
        Optional<String> host = word(list(headers, HOST), words);
        return host.isEmpty() ? Optional.empty() : Optional.of(Authority.parse(host.get(), HOST.toString()));
    }

    OptionalInt port(HeaderMap headers, int words) throws MisleadingHeaderException {
        Optional<String> port = word(list(headers, PORT), words);
        return port.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Authority.port(port.get(), PORT.toString()));
    }

    /** Of a list to which each proxy has added, the word of the outermost one that is believed. */
    private static Optional<String> word(List<String> list, int words) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(Math.max(0, list.size() - words)));
    }

    private List<String> list(HeaderMap headers, HttpString name) {
        HeaderValues values = names.contains(name) ? headers.get(name) : null;
        return values == null ? List.of() : split(values);
    }

    /** All lines are one list (RFC 9110, 5.3). */
    static List<String> split(HeaderValues values) {
        List<String> entries = new ArrayList<>();
        for (String line : values) {
            Arrays.stream(line.split(","))
                    .map(String::strip)
                    .filter(entry -> !entry.isEmpty())
                    .forEach(entries::add);
        }
        return entries;
    }
}
