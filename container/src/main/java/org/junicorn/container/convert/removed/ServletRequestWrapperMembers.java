package org.junicorn.container.convert.removed;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;

/** Removed by Servlet 6.0. */
class ServletRequestWrapperMembers extends ServletRequestWrapper {
    ServletRequestWrapperMembers(ServletRequest request) {
        super(request);
    }

    public String getRealPath(String path) {
        return ((ServletRequestMembers) getRequest()).getRealPath(path);
    }
}
