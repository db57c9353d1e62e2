package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Ends the session, gives it another id, or another time-out, {@code /timeout?seconds=2}. There must be one. */
@WebServlet({"/invalidate", "/change-id", "/timeout"})
public final class LifeServlet extends PlainServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }

    @Override
    void change(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session == null) {
            response.sendError(HttpServletResponse.SC_CONFLICT, "there is no session");
            return;
        }
        switch (request.getServletPath()) {
            case "/invalidate" -> session.invalidate();
            case "/change-id" -> print(response, "id", request.changeSessionId());
            default -> {
                session.setMaxInactiveInterval(Integer.parseInt(request.getParameter("seconds")));
                print(response, "timeout", session.getMaxInactiveInterval());
            }
        }
        if (request.getParameter("page") != null) {
            response.sendRedirect(request.getContextPath() + "/");
        }
    }
}
