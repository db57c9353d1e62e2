package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers {@code GET /slow?ms=100} after that many milliseconds, deaf to interrupts. */
@WebServlet("/slow")
public final class SlowServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Pause.millis(number(request, "ms", 1000));
        print(response, Identity.text() + "\n");
    }
}
