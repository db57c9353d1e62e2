package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import java.util.Locale;

/** The host that a request asks for, in the one spelling in which names of hosts are compared. */
public final class HostName {
    private HostName() {}

    /** In lower case, without a port and without the dot of the DNS's root; of IPv6 with brackets. "" if there is none. */
    public static String of(HttpServerExchange exchange) {
        String sent = exchange.getHostName();
        String name = sent == null ? "" : sent.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            return name.substring(0, name.length() - 1);
        }
        return name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
    }
}
