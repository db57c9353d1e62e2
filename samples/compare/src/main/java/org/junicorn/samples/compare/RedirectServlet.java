package org.junicorn.samples.compare;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /redirect?to=…&status=…&keep}: to where, how, and whether what was written before is kept. */
@WebServlet(urlPatterns = "/redirect/*", name = "redirect")
public final class RedirectServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String to = request.getParameter("to");
        String status = request.getParameter("status");
        print(response, "before the redirect");
        response.setHeader("X-Before", "1");
        switch (subject(request)) {
            case "session" -> {
                request.getSession();
                response.sendRedirect(response.encodeRedirectURL(to));
            }
            case "late" -> {
                response.flushBuffer();
                print(response, outcome(() -> {
                    response.sendRedirect(to);
                    return "sent";
                }));
            }
            default -> {
                if (status == null) {
                    response.sendRedirect(to);
                } else {
                    response.sendRedirect(to, Integer.parseInt(status), request.getParameter("keep") == null);
                }
                print(response, "after the redirect");
            }
        }
    }
}
