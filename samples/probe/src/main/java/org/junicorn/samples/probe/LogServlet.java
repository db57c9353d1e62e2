package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Prints the parameter {@code text} of {@code GET /log} to standard output and, in upper case, to standard error; with
 * {@code jul} a warning of java.util.logging instead, and with {@code reset} that forgets its handlers before.
 */
@WebServlet("/log")
public final class LogServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = request.getParameter("text");
        if (request.getParameter("reset") != null) {
            LogManager.getLogManager().reset();
        }
        if (request.getParameter("jul") != null) {
            Logger.getLogger("probe.shop").log(Level.WARNING, text, new IllegalStateException("as an example"));
        } else {
            System.out.println(text);
            System.err.println(text.toUpperCase(Locale.ROOT));
        }
        print(response, "printed\n");
    }
}
