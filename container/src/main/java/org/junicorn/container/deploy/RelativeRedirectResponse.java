package org.junicorn.container.deploy;

import io.undertow.servlet.spec.HttpServletResponseImpl;
import io.undertow.util.Headers;
import io.undertow.util.Protocols;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * Sends a redirect's Location as the application gave it (Tomcat: {@code useRelativeRedirects="true"}; RFC 9110,
 * 10.2.2). Undertow would make an absolute URL of it, with the scheme and host that it sees, which behind a proxy are
 * not those of the client, and would resolve {@code "?page=2"} against the folder rather than the page.
 */
final class RelativeRedirectResponse extends HttpServletResponseWrapper {
    private final HttpServletResponseImpl response;

    RelativeRedirectResponse(HttpServletResponseImpl response) {
        super(response);
        this.response = response;
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        sendRedirect(location, HttpServletResponse.SC_FOUND, true);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (response.isInsideInclude()) {
            return;
        }
        if (response.isCommitted()) {
            throw new IllegalStateException("sendRedirect after the response was committed");
        }
        if (location == null) {
            throw new IllegalArgumentException("sendRedirect without a location");
        }
        if (response.getExchange().getProtocol().equals(Protocols.HTTP_1_0)) {
            // Relative ones came with HTTP/1.1.
            response.sendRedirect(location, status, clearBuffer);
            return;
        }
        if (clearBuffer) {
            response.resetBuffer();
        }
        response.getExchange().getResponseHeaders().remove(Headers.CONTENT_LENGTH);
        response.setStatus(status);
        response.getExchange().getResponseHeaders().put(Headers.LOCATION, location);
        response.responseDone();
    }
}
