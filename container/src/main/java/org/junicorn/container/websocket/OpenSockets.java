package org.junicorn.container.websocket;

import io.undertow.server.HttpServerExchange;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.jsr.ServerWebSocketContainer;
import io.undertow.websockets.jsr.UndertowSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junicorn.container.session.SessionDependent;
import org.xnio.XnioExecutor;

/** The open sessions of one application, to be ended with the worker or with the login they belong to. Any thread. */
final class OpenSockets implements SessionDependent {
    /** For the client's answer to a close frame; a client that is gone must not hold a drain up. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(OpenSockets.class);
    private static final String HTTP_SESSION = "org.junicorn.http-session";
    private static final String FORWARDED = "org.junicorn.forwarded";
    private static final CloseReason LEAVING = new CloseReason(CloseCodes.GOING_AWAY, "");
    private static final CloseReason LOGGED_OUT = new CloseReason(
            CloseCodes.VIOLATED_POLICY,
            "This connection was established under an authenticated HTTP session that has ended.");

    private final ServerWebSocketContainer container;
    private final Map<WebSocketChannel, UndertowSession> sessions = new ConcurrentHashMap<>();
    private volatile boolean leaving;
    private volatile boolean leavingForwarded;

    OpenSockets(ServerWebSocketContainer container) {
        this.container = container;
    }

    /** Notes the HTTP session of a handshake; "" if there was none. */
    static void belongsTo(WebSocketChannel channel, String httpSession) {
        channel.setAttribute(HTTP_SESSION, httpSession);
    }

    /** Notes whether another worker has accepted its client's connection. */
    static void forwarded(WebSocketChannel channel, boolean forwarded) {
        channel.setAttribute(FORWARDED, forwarded);
    }

    private static boolean forwarded(WebSocketChannel channel) {
        return Boolean.TRUE.equals(channel.getAttribute(FORWARDED));
    }

    void add(Session session) {
        UndertowSession added = (UndertowSession) session;
        sessions.put(added.getWebSocketChannel(), added);
    }

    void remove(Session session) {
        sessions.remove(((UndertowSession) session).getWebSocketChannel());
    }

    /** After the endpoint has heard of it, which it must before it hears of its end. */
    void opened(WebSocketChannel channel) {
        UndertowSession session = sessions.get(channel);
        if (session != null && (forwarded(channel) ? leavingForwarded : leaving)) {
            end(session, LEAVING);
        }
    }

    void goAway() {
        leaving = true;
        endAll(false);
    }

    /** Those whose clients are another worker's. */
    void goAwayForwarded() {
        leavingForwarded = true;
        endAll(true);
    }

    private void endAll(boolean forwarded) {
        sessions.forEach((channel, session) -> {
            if (forwarded(channel) == forwarded) {
                end(session, LEAVING);
            }
        });
    }

    /** Without waiting for anybody. */
    void closeAll() {
        leaving = true;
        leavingForwarded = true;
        sessions.values().forEach(UndertowSession::forceClose);
    }

    private void end(UndertowSession session, CloseReason reason) {
        XnioExecutor thread = session.getWebSocketChannel().getIoThread();
        try {
            thread.executeAfter(session::forceClose, CLOSING.toMillis(), TimeUnit.MILLISECONDS);
            // In turn with the messages that were received before.
            container.invokeEndpointMethod(session.getExecutor(), () -> {
                try {
                    session.close(reason);
                } catch (IOException e) {
                    LOG.debugf(e, "a WebSocket connection could not be told that it ends");
                }
            });
        } catch (RejectedExecutionException e) {
            session.forceClose(); // the threads are ending
        }
    }

    /** Those of somebody who was logged in. */
    @Override
    public Set<String> sessions() {
        Set<String> ids = new HashSet<>();
        sessions.forEach((channel, session) -> {
            if (session.getUserPrincipal() != null
                    && channel.getAttribute(HTTP_SESSION) instanceof String id
                    && !id.isEmpty()) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** WebSocket 2.2, 7.2: what was opened by somebody who was logged in ends with the login's session. */
    @Override
    public void sessionDestroyed(
            io.undertow.server.session.Session http, HttpServerExchange exchange, SessionDestroyedReason reason) {
        if (reason == SessionDestroyedReason.UNDEPLOY) {
            return;
        }
        String id = http.getId();
        sessions.forEach((channel, session) -> {
            if (session.getUserPrincipal() != null && id.equals(channel.getAttribute(HTTP_SESSION))) {
                end(session, LOGGED_OUT);
            }
        });
    }

    @Override
    public void sessionIdChanged(io.undertow.server.session.Session http, String oldId) {
        sessions.forEach((channel, session) -> {
            if (oldId.equals(channel.getAttribute(HTTP_SESSION))) {
                belongsTo(channel, http.getId());
            }
        });
    }
}
