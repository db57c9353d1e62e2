package org.junicorn.container.convert.removed;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;

/** Removed by Servlet 6.0. Applications do not see each other's servlets, nor their own, since version 2.1. */
interface ServletContextMembers extends ServletContext {
    @SuppressWarnings("unused")
    default Servlet getServlet(String name) throws ServletException {
        return null;
    }

    default Enumeration<Servlet> getServlets() {
        return Collections.emptyEnumeration();
    }

    default Enumeration<String> getServletNames() {
        return Collections.emptyEnumeration();
    }

    default void log(Exception exception, String message) {
        log(message, exception);
    }
}
