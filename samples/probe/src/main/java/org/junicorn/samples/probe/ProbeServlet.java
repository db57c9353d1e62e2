package org.junicorn.samples.probe;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the servlets of this application have in common: they answer GET and POST alike, in plain text, and create the
 * file named by the parameter {@code started} when a request has reached them, so that a test knows that it is in
 * flight.
 */
abstract class ProbeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String started = request.getParameter("started");
        if (started != null) {
            Files.writeString(Path.of(started), Identity.text());
        }
        response.setContentType("text/plain;charset=UTF-8");
        answer(request, response);
    }

    abstract void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;

    static void print(HttpServletResponse response, String text) throws IOException {
        response.getWriter().print(text);
    }

    static long number(HttpServletRequest request, String parameter, long otherwise) {
        String value = request.getParameter(parameter);
        return value == null ? otherwise : Long.parseLong(value);
    }
}
