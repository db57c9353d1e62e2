package org.junicorn.samples.compare;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Collections;

/** {@code /session/…}: {@code set?name=value}, {@code get}, {@code change}, {@code end}, {@code encode}. */
@WebServlet(urlPatterns = "/session/*", name = "session")
public final class SessionServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (subject(request)) {
            case "set" -> {
                HttpSession session = request.getSession();
                request.getParameterMap().forEach((name, values) -> session.setAttribute(name, values[0]));
                print(response, "new " + session.isNew() + " timeout " + session.getMaxInactiveInterval() + "\n");
                print(response, "id of " + session.getId().length() + " characters\n");
            }
            case "change" -> {
                String before = request.getSession().getId();
                print(response, "changed " + !before.equals(request.changeSessionId()));
            }
            case "end" -> {
                HttpSession session = request.getSession(false);
                if (session != null) {
                    session.invalidate();
                }
                print(response, session == null ? "none" : outcome(session::getCreationTime));
            }
            case "late" -> {
                print(response, "early");
                response.flushBuffer();
                print(response, outcome(() -> request.getSession().isNew()));
            }
            case "encode" -> {
                request.getSession();
                String id = request.getSession().getId();
                for (String url :
                        new String[] {"x", "/c/x", "/other", "?q", "x#f", "x;a=b?q#f", "http://h/c/x", "http://other/x"
                        }) {
                    print(response, url + " -> " + response.encodeURL(url).replace(id, "ID") + "\n");
                }
            }
            default -> {
                HttpSession session = request.getSession(false);
                print(response, "valid " + request.isRequestedSessionIdValid() + "\n");
                if (session == null) {
                    print(response, "no session\n");
                } else {
                    for (String name : Collections.list(session.getAttributeNames())) {
                        print(response, name + "=" + session.getAttribute(name) + "\n");
                    }
                }
            }
        }
    }
}
