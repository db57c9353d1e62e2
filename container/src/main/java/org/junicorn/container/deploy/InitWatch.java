package org.junicorn.container.deploy;

import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.LifecycleInterceptor;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.core.ManagedServlet;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Watches the components of an application being initialised. A servlet that fails while the application starts is
 * logged and does not stop the others (Tomcat: {@code failCtxIfServletStartFails="false"}); it is tried again when it
 * is first asked for, unless it said that it is unavailable for good.
 *
 * <p>It also knows which servlets never came to life, which Undertow forgets: it would let one serve that was
 * unavailable for a while, without having initialised it.
 */
final class InitWatch implements LifecycleInterceptor, ServletContextListener {
    private static final Logger LOG = Logger.getLogger(InitWatch.class);

    private final Set<ServletInfo> unavailable = ConcurrentHashMap.newKeySet();
    private final Set<Servlet> lifeless = Collections.newSetFromMap(Collections.synchronizedMap(identity()));
    private volatile boolean starting = true;
    private boolean listening;

    private static Map<Servlet, Boolean> identity() {
        return new IdentityHashMap<>();
    }

    /** Listens as the first: Undertow does not tell whether it came as far as this. */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        listening = true;
    }

    /** Whether the application's listeners may have been told that the context is initialised. */
    boolean listening() {
        return listening;
    }

    /** From now on failures concern the request that is waiting. */
    void started() {
        starting = false;
    }

    /** Whether the servlet's last word, when it was to be initialised, was that it is unavailable. */
    boolean unavailable(ManagedServlet servlet) {
        return !unavailable.isEmpty() && unavailable.contains(servlet.getServletInfo());
    }

    /** Makes Undertow initialise the servlet again. Any thread; once for each failure. */
    synchronized void tryAgain(ManagedServlet servlet) {
        if (unavailable.remove(servlet.getServletInfo())) {
            servlet.stop();
        }
    }

    @Override
    public void init(ServletInfo info, Servlet servlet, LifecycleContext context) throws ServletException {
        try {
            context.proceed();
        } catch (UnavailableException e) {
            unavailable.add(info);
            lifeless.add(servlet);
            if (starting) {
                LOG.errorf(e, "servlet \"%s\" is unavailable: %s", info.getName(), RootCause.line(e));
            }
            throw e;
        } catch (ServletException | RuntimeException | Error e) {
            RootCause.throwIfFatal(e);
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

    /** What was never initialised is not destroyed (Servlet 6.1, 2.3.2.1). */
    @Override
    public void destroy(ServletInfo info, Servlet servlet, LifecycleContext context) throws ServletException {
        if (!lifeless.remove(servlet)) {
            context.proceed();
        }
    }

    @Override
    public void destroy(FilterInfo info, Filter filter, LifecycleContext context) throws ServletException {
        context.proceed();
    }
}
