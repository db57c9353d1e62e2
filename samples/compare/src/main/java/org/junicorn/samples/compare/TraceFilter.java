package org.junicorn.samples.compare;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Adds its name and the dispatcher type to the header {@code X-Trace}, in the order in which filters are called. */
public final class TraceFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Object before = request.getAttribute("trace");
        String trace = (before == null ? "" : before + ", ") + getFilterName() + " " + request.getDispatcherType();
        request.setAttribute("trace", trace);
        response.setHeader("X-Trace", trace);
        chain.doFilter(request, response);
    }
}
