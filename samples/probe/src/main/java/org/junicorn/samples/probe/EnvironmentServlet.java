package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers {@code GET /environment?name=HOME} with the value of that environment variable, and {@code ?property=java.version} with that of a system property; empty if it is not set. */
@WebServlet("/environment")
public final class EnvironmentServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getParameter("name");
        String value = name == null ? System.getProperty(request.getParameter("property")) : System.getenv(name);
        print(response, (value == null ? "" : value) + "\n");
    }
}
