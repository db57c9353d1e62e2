package org.junicorn.container;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;

/** A request that the server makes itself before the first client comes, so that the application is warm then. */
public final class WarmUpRequest {
    /** A header of each, for filters in front of the application. Anybody can send it: believe the attribute. */
    public static final String HEADER = "Junicorn-Warmup";

    /** The attribute of the servlet request; {@link Boolean#TRUE}. */
    public static final String ATTRIBUTE = "org.junicorn.warmup";

    private static final AttachmentKey<Boolean> KEY = AttachmentKey.create(Boolean.class);

    private WarmUpRequest() {}

    public static void mark(HttpServerExchange exchange) {
        exchange.putAttachment(KEY, true);
    }

    /** On the thread that owns the exchange. */
    public static boolean is(HttpServerExchange exchange) {
        return exchange.getAttachment(KEY) != null;
    }
}
