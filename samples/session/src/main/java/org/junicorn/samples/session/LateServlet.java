package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Counts like {@link CountServlet}, but after the answer has begun to leave. */
@WebServlet("/late")
public final class LateServlet extends PlainServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        print(response, CountServlet.COUNT, CountServlet.count(request.getSession()));
    }

    @Override
    void change(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        int next = CountServlet.count(session) + 1;
        print(response, CountServlet.COUNT, next);
        response.flushBuffer();
        session.setAttribute(CountServlet.COUNT, next);
    }
}
