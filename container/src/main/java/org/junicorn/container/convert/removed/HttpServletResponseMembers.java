package org.junicorn.container.convert.removed;

import jakarta.servlet.http.HttpServletResponse;

/** Removed by Servlet 6.0. */
interface HttpServletResponseMembers extends HttpServletResponse {
    /** The message has no place in a response any more: Tomcat stopped sending it with version 8.5. */
    default void setStatus(int code, String message) {
        setStatus(code);
    }

    default String encodeUrl(String url) {
        return encodeURL(url);
    }

    default String encodeRedirectUrl(String url) {
        return encodeRedirectURL(url);
    }
}
