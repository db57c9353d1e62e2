package org.junicorn.samples.compare;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers with the path and how it was mapped. */
public final class PathServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        print(response, Facts.path(request));
    }
}
