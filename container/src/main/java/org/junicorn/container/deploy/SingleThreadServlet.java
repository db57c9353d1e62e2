package org.junicorn.container.deploy;

import io.undertow.servlet.api.InstanceFactory;
import io.undertow.servlet.api.InstanceHandle;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * A servlet that wants no two requests in the same instance: {@code SingleThreadModel}, which Servlet 6.0 removed and
 * converted applications still use. There are as many instances as there are requests at a time, up to a limit; beyond
 * it requests wait (Servlet 5.0, 2.2.1; Tomcat up to 9: {@code maxInstances} of a wrapper).
 */
final class SingleThreadServlet implements Servlet {
    private static final String MARK = "jakarta.servlet.SingleThreadModel";
    private static final int MOST = 20;

    private final InstanceFactory<Servlet> instances;
    private final Semaphore permits = new Semaphore(MOST, true);
    private final Deque<Servlet> idle = new ArrayDeque<>();
    private final List<InstanceHandle<Servlet>> all = new ArrayList<>();
    private volatile ServletConfig config;

    SingleThreadServlet(InstanceFactory<Servlet> instances) {
        this.instances = instances;
    }

    /** By name: most workers do not have the interface. */
    static boolean wanted(Class<?> servlet) {
        for (Class<?> type = servlet; type != null; type = type.getSuperclass()) {
            for (Class<?> implemented : type.getInterfaces()) {
                if (implemented.getName().equals(MARK) || wanted(implemented)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void init(ServletConfig servletConfig) throws ServletException {
        config = servletConfig;
        giveBack(make());
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while all " + MOST + " instances were busy", 1);
        }
        try {
            Servlet servlet = take();
            try {
                servlet.service(request, response);
            } finally {
                giveBack(servlet);
            }
        } finally {
            permits.release();
        }
    }

    private Servlet take() throws ServletException {
        synchronized (idle) {
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return make();
    }

    private void giveBack(Servlet servlet) {
        synchronized (idle) {
            idle.push(servlet);
        }
    }

    private Servlet make() throws ServletException {
        try {
            InstanceHandle<Servlet> handle = instances.createInstance();
            handle.getInstance().init(config);
            synchronized (idle) {
                all.add(handle);
            }
            return handle.getInstance();
        } catch (InstantiationException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    @Override
    public void destroy() {
        List<InstanceHandle<Servlet>> made;
        synchronized (idle) {
            made = List.copyOf(all);
            all.clear();
            idle.clear();
        }
        for (InstanceHandle<Servlet> handle : made) {
            handle.getInstance().destroy();
            handle.release();
        }
    }

    @Override
    public ServletConfig getServletConfig() {
        return config;
    }

    @Override
    public String getServletInfo() {
        return "one request at a time";
    }
}
