package org.junicorn.container.session;

import io.undertow.server.session.SessionListener;
import java.util.Set;

/** Something of the container that ends with a session, whichever worker ends that, such as a WebSocket connection. */
public interface SessionDependent extends SessionListener {
    /** The ids of the sessions that it depends on now. Any thread. */
    Set<String> sessions();
}
