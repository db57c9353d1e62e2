package org.junicorn.bench.http.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Says which process it runs in; with {@code ?collect=MILLIS} it collects garbage there for so long. */
@WebServlet("/worker")
public final class WorkerServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int ENTRIES = 200_000; // some 50 MB that are alive while it collects

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String millis = request.getParameter("collect");
        if (millis != null) {
            collect(Long.parseLong(millis) * 1_000_000);
        }
        response.setContentType("text/plain");
        response.getWriter().print(ProcessHandle.current().pid());
    }

    private static void collect(long nanos) {
        long began = System.nanoTime();
        List<byte[]> alive = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            alive.add(new byte[200]);
        }
        while (System.nanoTime() - began < nanos) {
            System.gc();
        }
        alive.clear();
    }
}
