package org.junicorn.samples.compare;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /dispatch/forward?to=…}, {@code include}, {@code named}, {@code both} (an include after output), {@code late}
 * (a forward after the response was committed).
 */
@WebServlet(urlPatterns = "/dispatch/*", name = "dispatch")
public final class DispatchServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        String to = request.getParameter("to");
        switch (subject(request)) {
            case "forward" -> {
                print(response, "lost");
                target(request, to).forward(request, response);
                print(response, "after the forward");
            }
            case "include" -> {
                print(response, "before\n");
                target(request, to).include(request, response);
                print(response, "after\n");
            }
            case "named" -> getServletContext().getNamedDispatcher(to).include(request, response);
            case "late" -> {
                print(response, "early");
                response.flushBuffer();
                print(response, outcome(() -> {
                    target(request, to).forward(request, response);
                    return "forwarded";
                }));
            }
            case "exists" ->
                print(
                        response,
                        to + ": " + (request.getRequestDispatcher(to) != null) + " named "
                                + (getServletContext().getNamedDispatcher(to) != null));
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND, "no such dispatch");
        }
    }

    private static RequestDispatcher target(HttpServletRequest request, String to) {
        return request.getRequestDispatcher(to);
    }
}
