package org.junicorn.samples.compare;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Who is logged in; {@code ?login}, {@code ?logout} and {@code ?authenticate} change that. */
public final class LoginServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        if (request.getParameter("authenticate") != null && !request.authenticate(response)) {
            return;
        }
        if (request.getParameter("login") != null) {
            String name = request.getParameter("login");
            print(
                    response,
                    outcome(() -> {
                                request.login(name, "secret");
                                return "in";
                            })
                            + "\n");
        }
        if (request.getParameter("logout") != null) {
            request.logout();
        }
        print(response, "user " + request.getRemoteUser() + " by " + request.getAuthType() + "\n");
        print(
                response,
                "principal "
                        + (request.getUserPrincipal() == null
                                ? "none"
                                : request.getUserPrincipal().getName()) + "\n");
        for (String role : new String[] {"reader", "alias", "writer", "*", "**", ""}) {
            print(response, "role " + role + " " + request.isUserInRole(role) + "\n");
        }
    }
}
