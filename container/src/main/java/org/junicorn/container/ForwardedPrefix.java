package org.junicorn.container;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;

/**
 * The part of the path that the client sees and the server does not, since a proxy takes it off: {@code /shop} where the
 * client asks for {@code /shop/cart} and the proxy for {@code /cart}. Applications find it in front of their context path.
 */
public final class ForwardedPrefix {
    private static final AttachmentKey<String> KEY = AttachmentKey.create(String.class);

    private ForwardedPrefix() {}

    /** @return with a slash at its beginning and none at its end, or "" */
    public static String of(HttpServerExchange exchange) {
        String prefix = exchange.getAttachment(KEY);
        return prefix == null ? "" : prefix;
    }

    /** @param prefix with a slash at its beginning and none at its end, or "" */
    public static void set(HttpServerExchange exchange, String prefix) {
        if (!prefix.isEmpty()) {
            exchange.putAttachment(KEY, prefix);
        }
    }
}
