package org.junicorn.container.convert.removed;

import jakarta.servlet.ServletRequest;

/** Removed by Servlet 6.0. */
interface ServletRequestMembers extends ServletRequest {
    default String getRealPath(String path) {
        return getServletContext().getRealPath(path);
    }
}
