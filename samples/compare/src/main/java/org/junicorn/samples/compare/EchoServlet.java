package org.junicorn.samples.compare;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers with what it sees of the request; after {@code encoding} was set by it, if there is such an init-param. */
public final class EchoServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        String encoding = getInitParameter("encoding");
        if (encoding != null) {
            request.setCharacterEncoding(encoding);
        }
        print(response, Facts.all(request));
    }
}
