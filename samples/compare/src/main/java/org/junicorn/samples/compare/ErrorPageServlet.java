package org.junicorn.samples.compare;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The error page of this application: what it learns of the error. */
@WebServlet(urlPatterns = "/error-page/*", name = "error-page")
public final class ErrorPageServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        print(response, "status " + response.getStatus() + "\n" + Facts.dispatch(request));
    }
}
