package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Answers {@code GET /version} with the text of {@code version.txt} in the WAR, so that a test sees which WAR is served. */
@WebServlet("/version")
public final class VersionServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (InputStream in = getServletContext().getResourceAsStream("/version.txt")) {
            print(response, new String(in.readAllBytes(), StandardCharsets.UTF_8).trim() + "\n");
        }
    }
}
