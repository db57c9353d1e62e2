package org.junicorn.samples.compare;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers with what a dispatch left in the request. */
@WebServlet(urlPatterns = "/seen/*", name = "seen", asyncSupported = true)
public final class SeenServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        print(response, Facts.dispatch(request));
    }
}
