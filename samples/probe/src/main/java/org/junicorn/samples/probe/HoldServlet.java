package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;

/** Answers {@code GET /hold?file=/path} as soon as the file exists, deaf to interrupts. */
@WebServlet("/hold")
public final class HoldServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Pause.untilExists(Path.of(request.getParameter("file")));
        print(response, Identity.text() + "\n");
    }
}
