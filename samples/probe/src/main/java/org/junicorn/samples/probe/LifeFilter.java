package org.junicorn.samples.probe;

import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells the journal {@code filterInit} and {@code filterDestroy}, and marks every answer with {@code X-Probe-Filter: seen}. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class LifeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        Journal.write("filterInit");
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("X-Probe-Filter", "seen");
        chain.doFilter(request, response);
    }

    @Override
    public void destroy() {
        Journal.write("filterDestroy");
    }
}
