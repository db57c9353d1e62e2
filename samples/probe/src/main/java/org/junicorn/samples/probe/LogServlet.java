package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/** Prints the parameter {@code text} of {@code GET /log} to standard output and, in upper case, to standard error. */
@WebServlet("/log")
public final class LogServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = request.getParameter("text");
        System.out.println(text);
        System.err.println(text.toUpperCase(Locale.ROOT));
        print(response, "printed\n");
    }
}
