package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.util.Optional;

/** The id of a request, for whoever wants to name it: the log, an error page, the application. */
public final class RequestIdentity {
    /** The attribute of the servlet request that has the id. */
    public static final String ATTRIBUTE = "org.junicorn.request_id";

    public static final AttachmentKey<String> KEY = AttachmentKey.create(String.class);

    private RequestIdentity() {}

    /** Empty if requests have no ids. */
    public static Optional<String> of(HttpServerExchange exchange) {
        return Optional.ofNullable(exchange.getAttachment(KEY));
    }
}
