package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers {@code GET /chunked?parts=3&ms=100} in chunks, {@code part 1} and so on, with a pause after each. */
@WebServlet("/chunked")
public final class ChunkedServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long parts = number(request, "parts", 3);
        for (long part = 1; part <= parts; part++) {
            print(response, "part " + part + "\n");
            response.flushBuffer();
            Pause.millis(number(request, "ms", 0));
        }
    }
}
