package org.junicorn.samples.session;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets {@link CountServlet} answer: forwards to it, or includes it twice. */
@WebServlet({"/forward", "/include"})
public final class DispatchServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        RequestDispatcher count = request.getRequestDispatcher("/count");
        if (request.getServletPath().equals("/forward")) {
            count.forward(request, response);
        } else {
            count.include(request, response);
            count.include(request, response);
        }
    }
}
