package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Never answers {@code GET /hang}, and ignores every interrupt: only the end of the JVM frees the thread. */
@WebServlet("/hang")
public final class HangServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        while (true) {
            Pause.millis(Long.MAX_VALUE / 2_000_000);
        }
    }
}
