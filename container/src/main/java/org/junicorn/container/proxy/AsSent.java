package org.junicorn.container.proxy;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request as the proxy has sent it, for applications that judge themselves what proxies say: Tomcat's RemoteIpFilter
 * looks at the proxy's address, and finds the client's there if it was put right before.
 */
public final class AsSent {
    private static final AttachmentKey<AsSent> KEY = AttachmentKey.create(AsSent.class);

    private final InetSocketAddress peer;
    private final String scheme;
    private final Map<HttpString, List<String>> headers = new LinkedHashMap<>();

    private AsSent(HttpServerExchange exchange) {
        peer = exchange.getSourceAddress();
        scheme = exchange.getRequestScheme();
        for (HttpString name : List.of(Headers.HOST, XForwarded.FOR)) {
            HeaderValues values = exchange.getRequestHeaders().get(name);
            headers.put(name, values == null ? List.of() : List.copyOf(values));
        }
    }

    static void remember(HttpServerExchange exchange) {
        exchange.putAttachment(KEY, new AsSent(exchange));
    }

    /** Takes back what was made of the headers, but for a prefix of the path. */
    public static void restore(HttpServerExchange exchange) {
        AsSent sent = exchange.removeAttachment(KEY);
        if (sent == null) {
            return;
        }
        exchange.setSourceAddress(sent.peer);
        exchange.setRequestScheme(sent.scheme);
        sent.headers.forEach((name, values) -> {
            exchange.getRequestHeaders().remove(name);
            if (!values.isEmpty()) {
                exchange.getRequestHeaders().putAll(name, values);
            }
        });
    }
}
