package org.junicorn.container.session;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionListener;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.spec.HttpSessionImpl;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The application's listeners, told of attributes in Tomcat's order: the value that comes, the one that goes, then who
 * listens to all of them; of a value that is set again the value itself is not told. Undertow's bridge has another order,
 * and is not told of new ids, since Undertow tells the application of them a second time.
 */
final class AppListeners implements SessionListener {
    private static final Logger LOG = Logger.getLogger(AppListeners.class);

    private final SessionListener bridge;
    private final Deployment deployment;

    /** @param bridge tells of sessions that begin and end */
    AppListeners(SessionListener bridge, Deployment deployment) {
        this.bridge = bridge;
        this.deployment = deployment;
    }

    SessionListener bridge() {
        return bridge;
    }

    @Override
    public void sessionCreated(Session session, HttpServerExchange exchange) {
        bridge.sessionCreated(session, exchange);
    }

    @Override
    public void sessionDestroyed(Session session, HttpServerExchange exchange, SessionDestroyedReason reason) {
        bridge.sessionDestroyed(session, exchange, reason);
    }

    @Override
    public void attributeAdded(Session session, String name, Object value) {
        if (!SharedSessions.own(name)) {
            HttpSession http = http(session);
            tell(value, listener -> listener.valueBound(new HttpSessionBindingEvent(http, name, value)));
            deployment.getApplicationListeners().httpSessionAttributeAdded(http, name, value);
        }
    }

    @Override
    public void attributeUpdated(Session session, String name, Object value, Object before) {
        if (!SharedSessions.own(name)) {
            HttpSession http = http(session);
            if (value != before) {
                tell(value, listener -> listener.valueBound(new HttpSessionBindingEvent(http, name, value)));
                tell(before, listener -> listener.valueUnbound(new HttpSessionBindingEvent(http, name, before)));
            }
            deployment.getApplicationListeners().httpSessionAttributeReplaced(http, name, before);
        }
    }

    @Override
    public void attributeRemoved(Session session, String name, Object before) {
        if (!SharedSessions.own(name) && before != null) {
            HttpSession http = http(session);
            tell(before, listener -> listener.valueUnbound(new HttpSessionBindingEvent(http, name, before)));
            deployment.getApplicationListeners().httpSessionAttributeRemoved(http, name, before);
        }
    }

    private HttpSession http(Session session) {
        return HttpSessionImpl.forSession(session, deployment.getServletContext(), false);
    }

    /** A value that fails does not fail the request, as on Tomcat. */
    private static void tell(Object value, Consumer<HttpSessionBindingListener> event) {
        if (value instanceof HttpSessionBindingListener listener) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.errorf(
                        e,
                        "a session attribute of class %s failed when it was told",
                        value.getClass().getName());
            }
        }
    }
}
