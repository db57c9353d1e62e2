package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Leaks as many megabytes as {@code GET /keep?mb=16&gc=true} says; with {@code gc} garbage is collected after that, so
 * that the JVM notices.
 */
@WebServlet("/keep")
public final class KeepServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;
    private static final int MEGABYTE = 1 << 20;

    private final transient Queue<byte[]> kept = new ConcurrentLinkedQueue<>();

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (int i = Integer.parseInt(request.getParameter("mb")); i > 0; i--) {
            byte[] bytes = new byte[MEGABYTE];
            Arrays.fill(bytes, (byte) 1);
            kept.add(bytes);
        }
        if (Boolean.parseBoolean(request.getParameter("gc"))) {
            System.gc();
        }
        response.getWriter().print("kept " + kept.size() + " MB");
    }
}
