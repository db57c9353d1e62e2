package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the POSTs of a session. With {@code hold}, that many milliseconds pass between reading and writing, and the
 * file named by {@code started} is made when they begin. A GET makes no session.
 */
@WebServlet("/count")
public final class CountServlet extends PlainServlet {
    static final String COUNT = "count";

    private static final long serialVersionUID = 1L;

    @Override
    void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        print(response, COUNT, session == null ? "none" : count(session));
    }

    @Override
    void change(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        int next = count(session) + 1;
        String started = request.getParameter("started");
        if (started != null) {
            Files.createFile(Path.of(started));
        }
        String hold = request.getParameter("hold");
        if (hold != null) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(hold));
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
        session.setAttribute(COUNT, next);
        print(response, COUNT, next);
    }

    static int count(HttpSession session) {
        return session.getAttribute(COUNT) instanceof Integer count ? count : 0;
    }
}
