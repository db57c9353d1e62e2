package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Says how often the server has asked for it before any client did, and how many sessions are left of that. */
@WebServlet(urlPatterns = "/warmup", name = "warmup")
public final class WarmUpServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger REHEARSED = new AtomicInteger();
    private static final AtomicInteger SESSIONS = new AtomicInteger();
    private static final AtomicInteger SERVED = new AtomicInteger();

    /** Lives as long as its session. */
    static final class Bound implements HttpSessionBindingListener {
        @Override
        public void valueBound(HttpSessionBindingEvent event) {
            SESSIONS.incrementAndGet();
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            SESSIONS.decrementAndGet();
        }
    }

    /** {@code ?status=500} fails. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String status = request.getParameter("status");
        if (status != null) {
            response.sendError(Integer.parseInt(status));
        } else if (Boolean.TRUE.equals(request.getAttribute("org.junicorn.warmup"))
                && "1".equals(request.getHeader("Junicorn-Warmup"))) {
            REHEARSED.incrementAndGet();
            request.getSession().setAttribute("bound", new Bound());
        } else {
            SERVED.incrementAndGet();
            response.getWriter().print("rehearsed=" + REHEARSED + " sessions=" + SESSIONS + " served=" + SERVED + "\n");
        }
    }
}
