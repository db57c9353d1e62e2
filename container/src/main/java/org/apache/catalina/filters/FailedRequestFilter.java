package org.apache.catalina.filters;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/**
 * Refuses a request whose parameters cannot be read before anything of the application sees it (Tomcat up to 10.1: the
 * filter of that name). Reading them throws here, as on Tomcat 11, and what it throws is answered with 400 or 413: all
 * there is to do is to read them.
 */
public final class FailedRequestFilter extends FilterBase {
    private final Log log = LogFactory.getLog(FailedRequestFilter.class);

    @Override
    protected Log getLogger() {
        return log;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.getParameterMap();
        chain.doFilter(request, response);
    }
}
