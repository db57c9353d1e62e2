package org.junicorn.samples.faces;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Gets its bean like any other. */
@WebServlet("/greet")
public class GreetServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Words words;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().print(words.greet(request.getParameter("name")));
    }
}
