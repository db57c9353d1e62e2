package org.junicorn.container.convert.removed;

import jakarta.servlet.http.HttpServletRequest;

/** Removed by Servlet 6.0. */
interface HttpServletRequestMembers extends HttpServletRequest {
    default boolean isRequestedSessionIdFromUrl() {
        return isRequestedSessionIdFromURL();
    }
}
