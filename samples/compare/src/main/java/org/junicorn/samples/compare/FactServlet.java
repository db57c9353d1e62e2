package org.junicorn.samples.compare;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers every method with plain text. */
abstract class FactServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setContentType("text/plain;charset=UTF-8");
        answer(request, response);
    }

    abstract void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;

    /** The path info without its slash, "" if there is none: what is asked for. */
    static String subject(HttpServletRequest request) {
        String info = request.getPathInfo();
        return info == null ? "" : info.substring(1);
    }

    static void print(HttpServletResponse response, String text) throws IOException {
        response.getWriter().print(text);
    }

    /** The value of a call, or the simple name of what it throws: both are facts. */
    static String outcome(Call call) {
        try {
            return String.valueOf(call.make());
        } catch (Exception e) {
            return "throws " + e.getClass().getSimpleName();
        }
    }

    /** A call that may fail. */
    @FunctionalInterface
    interface Call {
        Object make() throws Exception;
    }
}
