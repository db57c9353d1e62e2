package org.junicorn.container.session;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionListener;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.core.SessionListenerBridge;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who hears of sessions: the application's listeners, which are one here, and the container's own. Any thread. */
final class Audience implements SessionListener {
    private final Deployment deployment;
    private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();

    Audience(Deployment deployment) {
        this.deployment = deployment;
    }

    void add(SessionListener listener) {
        listeners.add(told(listener, deployment));
    }

    void remove(SessionListener listener) {
        listeners.removeIf(each -> each == listener || each instanceof AppListeners app && app.bridge() == listener);
    }

    /** A listener as it shall be told. */
    static SessionListener told(SessionListener listener, Deployment deployment) {
        return listener instanceof SessionListenerBridge ? new AppListeners(listener, deployment) : listener;
    }

    @Override
    public void sessionCreated(Session session, HttpServerExchange exchange) {
        listeners.forEach(each -> each.sessionCreated(session, exchange));
    }

    /** The last one first (Servlet 6.1, 11.3.3). */
    @Override
    public void sessionDestroyed(Session session, HttpServerExchange exchange, SessionDestroyedReason reason) {
        for (int i = listeners.size() - 1; i >= 0; i--) {
            listeners.get(i).sessionDestroyed(session, exchange, reason);
        }
    }

    /** A session was ended by another worker, which has told the application. */
    void endedElsewhere(Session session) {
        listeners.stream()
                .filter(each -> !(each instanceof AppListeners))
                .forEach(each -> each.sessionDestroyed(session, null, SessionDestroyedReason.INVALIDATED));
    }

    /** The ids of sessions that something of the container depends on. */
    Set<String> needed() {
        Set<String> ids = new HashSet<>();
        for (SessionListener each : listeners) {
            if (each instanceof SessionDependent dependent) {
                ids.addAll(dependent.sessions());
            }
        }
        return ids;
    }

    @Override
    public void attributeAdded(Session session, String name, Object value) {
        listeners.forEach(each -> each.attributeAdded(session, name, value));
    }

    @Override
    public void attributeUpdated(Session session, String name, Object value, Object before) {
        listeners.forEach(each -> each.attributeUpdated(session, name, value, before));
    }

    @Override
    public void attributeRemoved(Session session, String name, Object before) {
        listeners.forEach(each -> each.attributeRemoved(session, name, before));
    }

    @Override
    public void sessionIdChanged(Session session, String oldId) {
        listeners.forEach(each -> each.sessionIdChanged(session, oldId));
    }
}
