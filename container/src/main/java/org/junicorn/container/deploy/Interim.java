package org.junicorn.container.deploy;

import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import java.io.IOException;

/** How a response before the response is sent (RFC 9110, 15.2). Attached to the exchange of each request. */
@FunctionalInterface
public interface Interim {
    AttachmentKey<Interim> KEY = AttachmentKey.create(Interim.class);

    /**
     * Sends it, unless the client cannot understand it or the response has begun. On the thread that works on the
     * request; waits until the client has taken it.
     *
     * @param status 102 to 199
     * @param fields changed by this
     * @throws IOException if the client is gone
     */
    void send(int status, HeaderMap fields) throws IOException;
}
