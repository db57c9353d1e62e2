package org.junicorn.container.convert.removed;

import jakarta.servlet.Servlet;
import jakarta.servlet.UnavailableException;

/** Removed by Servlet 6.0. */
class UnavailableExceptionMembers extends UnavailableException {
    private static final long serialVersionUID = 1L;

    private transient Servlet servlet;

    public UnavailableExceptionMembers(Servlet servlet, String message) {
        super(message);
        this.servlet = servlet;
    }

    public UnavailableExceptionMembers(int seconds, Servlet servlet, String message) {
        super(message, seconds);
        this.servlet = servlet;
    }

    public Servlet getServlet() {
        return servlet;
    }
}
