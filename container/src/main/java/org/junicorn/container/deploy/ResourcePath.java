package org.junicorn.container.deploy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

/** Which file a request asks for. */
final class ResourcePath {
    private ResourcePath() {}

    /**
     * The path below the context, of the included resource in an include (Servlet 6.1, 9.3.1). Servlet path and path
     * info together, so that a static servlet mapped to {@code /static/*} serves the files of that folder (Tomcat's
     * default servlet does the same).
     */
    static String of(HttpServletRequest request) {
        boolean included = request.getDispatcherType() == DispatcherType.INCLUDE
                && request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI) != null;
        String path = included
                ? joined(
                        request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH),
                        request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO))
                : joined(request.getServletPath(), request.getPathInfo());
        return path.isEmpty() ? "/" : path;
    }

    private static String joined(Object servletPath, Object pathInfo) {
        return (servletPath == null ? "" : servletPath.toString()) + (pathInfo == null ? "" : pathInfo.toString());
    }
}
