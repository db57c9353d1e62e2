package org.junicorn.samples.session;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Counts like {@link CountServlet}, on another thread, when the servlet's method has long returned. */
@WebServlet(urlPatterns = "/async", asyncSupported = true)
public final class AsyncServlet extends PlainServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }

    @Override
    void change(HttpServletRequest request, HttpServletResponse response) {
        HttpSession session = request.getSession();
        AsyncContext context = request.startAsync();
        context.start(() -> {
            int next = CountServlet.count(session) + 1;
            session.setAttribute(CountServlet.COUNT, next);
            try {
                print(response, CountServlet.COUNT, next);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                context.complete();
            }
        });
    }
}
