package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequestAttributeEvent;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import org.junicorn.container.proxy.AsSent;

/**
 * The part of Tomcat's RemoteIpFilter that lies in the container: it says by an attribute that the client's connection
 * to the proxy is secure, and Tomcat makes the request so. What the server itself has made of the proxy's headers is taken
 * back, since the filter has rules of its own for them. Added only if there is such a filter.
 */
final class RemoteIpSecurity implements ServletRequestListener, ServletRequestAttributeListener {
    private static final String FILTER = "org.apache.catalina.filters.RemoteIpFilter";
    private static final String ATTRIBUTE = FILTER + ".secure";

    /** By name, so that Tomcat's class is not loaded for applications that do without. */
    static boolean wantedBy(Class<? extends Filter> filter) {
        for (Class<?> c = filter; c != null; c = c.getSuperclass()) {
            if (c.getName().equals(FILTER)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        ServletRequestContext context = ServletRequestContext.current();
        if (context != null) {
            AsSent.restore(context.getExchange());
        }
    }

    @Override
    public void attributeAdded(ServletRequestAttributeEvent event) {
        set(event.getName(), event.getServletRequest().getAttribute(event.getName()));
    }

    @Override
    public void attributeReplaced(ServletRequestAttributeEvent event) {
        attributeAdded(event);
    }

    private static void set(String name, Object value) {
        ServletRequestContext context = ServletRequestContext.current();
        if (context != null && name.equals(ATTRIBUTE) && value instanceof Boolean secure) {
            context.getExchange().putAttachment(HttpServerExchange.SECURE_REQUEST, secure);
        }
    }
}
