package org.junicorn.container.convert.removed;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** Removed by Servlet 6.0. They go on to the same method of the wrapped response, which may be overridden there. */
class HttpServletResponseWrapperMembers extends HttpServletResponseWrapper {
    HttpServletResponseWrapperMembers(HttpServletResponse response) {
        super(response);
    }

    public void setStatus(int code, String message) {
        ((HttpServletResponseMembers) getResponse()).setStatus(code, message);
    }

    public String encodeUrl(String url) {
        return ((HttpServletResponseMembers) getResponse()).encodeUrl(url);
    }

    public String encodeRedirectUrl(String url) {
        return ((HttpServletResponseMembers) getResponse()).encodeRedirectUrl(url);
    }
}
