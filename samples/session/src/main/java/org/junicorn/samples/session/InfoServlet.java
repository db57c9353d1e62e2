package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Collections;
import java.util.TreeSet;

/** Says what is known about the session; a POST makes one if there is none, and a GET does not. */
@WebServlet("/info")
public final class InfoServlet extends PlainServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(request, request.getSession(false), response);
    }

    @Override
    void change(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(request, request.getSession(), response);
    }

    private static void show(HttpServletRequest request, HttpSession session, HttpServletResponse response)
            throws IOException {
        print(response, "requested", request.getRequestedSessionId());
        print(response, "valid", request.isRequestedSessionIdValid());
        print(response, "from", request.isRequestedSessionIdFromURL() ? "url" : "cookie");
        print(response, "encoded", response.encodeURL(request.getContextPath() + "/info?a=b"));
        if (session == null) {
            return;
        }
        print(response, "id", session.getId());
        print(response, "new", session.isNew());
        print(response, "created", session.getCreationTime());
        print(response, "accessed", session.getLastAccessedTime());
        print(response, "timeout", session.getMaxInactiveInterval());
        print(response, "names", String.join(" ", new TreeSet<>(Collections.list(session.getAttributeNames()))));
    }
}
