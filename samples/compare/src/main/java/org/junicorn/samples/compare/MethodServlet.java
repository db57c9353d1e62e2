package org.junicorn.samples.compare;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet that knows GET and DELETE, and leaves the others to {@link HttpServlet}. */
@WebServlet(urlPatterns = "/method", name = "method")
public final class MethodServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().print("got it");
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    @Override
    protected long getLastModified(HttpServletRequest request) {
        return request.getParameter("modified") == null ? -1 : 1_700_000_000_123L;
    }
}
