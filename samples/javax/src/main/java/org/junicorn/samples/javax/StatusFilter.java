package org.junicorn.samples.javax;

import java.io.IOException;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpServletResponseWrapper;

/** Overrides a method that Servlet 6.0 removed. */
public class StatusFilter implements Filter {
    @Override
    public void init(FilterConfig config) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, new Message((HttpServletResponse) response));
    }

    @Override
    public void destroy() {}

    @SuppressWarnings("deprecation")
    private static final class Message extends HttpServletResponseWrapper {
        Message(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setStatus(int code, String message) {
            setHeader("X-Message", message);
            super.setStatus(code, message);
        }
    }
}
