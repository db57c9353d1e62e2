package org.junicorn.container.deploy;

import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.LifecycleInterceptor;
import io.undertow.servlet.api.ServletInfo;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import org.jboss.logging.Logger;

/**
 * Watches servlets being initialised. One that fails while the application starts is logged and does not stop the
 * others (Tomcat: {@code failCtxIfServletStartFails="false"}); it is tried again when it is first asked for, unless it
 * said that it is unavailable for good.
 */
final class StartupWatch implements LifecycleInterceptor {
    private static final Logger LOG = Logger.getLogger(StartupWatch.class);

    private volatile boolean starting = true;

    /** From now on failures concern the request that is waiting. */
    void started() {
        starting = false;
    }

    @Override
    public void init(ServletInfo info, Servlet servlet, LifecycleContext context) throws ServletException {
        try {
            context.proceed();
        } catch (UnavailableException e) {
            if (starting) {
                LOG.errorf(e, "servlet \"%s\" is unavailable: %s", info.getName(), RootCause.line(e));
            }
            throw e;
        } catch (ServletException | RuntimeException | LinkageError e) {
            if (starting) {
                LOG.errorf(
                        e,
                        "servlet \"%s\" (%s), to be loaded on start-up, failed in init: %s; the application starts"
                                + " without it, the first request for it tries again",
                        info.getName(),
                        info.getServletClass().getName(),
                        RootCause.line(e));
                // The one way of telling Undertow to neither log it again nor give up: try again later.
                UnavailableException later = new UnavailableException(RootCause.line(e), 1);
                later.initCause(e);
                throw later;
            }
            throw e;
        }
    }

    @Override
    public void init(FilterInfo info, Filter filter, LifecycleContext context) throws ServletException {
        context.proceed();
    }

    @Override
    public void destroy(ServletInfo info, Servlet servlet, LifecycleContext context) throws ServletException {
        context.proceed();
    }

    @Override
    public void destroy(FilterInfo info, Filter filter, LifecycleContext context) throws ServletException {
        context.proceed();
    }
}
