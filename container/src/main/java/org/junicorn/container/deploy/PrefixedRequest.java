package org.junicorn.container.deploy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Set;

/**
 * A request whose client sees more of the path than the server, since a proxy takes off its beginning: that stands in front
 * of the context path and of the URI, as if the application were deployed there (Spring's ForwardedHeaderFilter does the
 * same). The context's own path stays.
 */
final class PrefixedRequest extends HttpServletRequestWrapper {
    private static final Set<String> PATHS = Set.of(
            RequestDispatcher.FORWARD_REQUEST_URI,
            RequestDispatcher.FORWARD_CONTEXT_PATH,
            RequestDispatcher.INCLUDE_REQUEST_URI,
            RequestDispatcher.INCLUDE_CONTEXT_PATH,
            RequestDispatcher.ERROR_REQUEST_URI,
            AsyncContext.ASYNC_REQUEST_URI,
            AsyncContext.ASYNC_CONTEXT_PATH);

    private final String prefix;

    PrefixedRequest(HttpServletRequest request, String prefix) {
        super(request);
        this.prefix = prefix;
    }

    @Override
    public String getContextPath() {
        return prefix + super.getContextPath();
    }

    @Override
    public String getRequestURI() {
        return prefix + super.getRequestURI();
    }

    @Override
    public StringBuffer getRequestURL() {
        StringBuffer url = super.getRequestURL();
        int path = url.indexOf("/", url.indexOf("://") + 3);
        return url.insert(path < 0 ? url.length() : path, prefix);
    }

    @Override
    public Object getAttribute(String name) {
        Object value = super.getAttribute(name);
        return value instanceof String path && PATHS.contains(name) ? prefix + path : value;
    }
}
