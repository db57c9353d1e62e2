package org.junicorn.container.convert.removed;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** Removed by Servlet 6.0. */
class HttpServletRequestWrapperMembers extends HttpServletRequestWrapper {
    HttpServletRequestWrapperMembers(HttpServletRequest request) {
        super(request);
    }

    public boolean isRequestedSessionIdFromUrl() {
        return ((HttpServletRequestMembers) getRequest()).isRequestedSessionIdFromUrl();
    }
}
