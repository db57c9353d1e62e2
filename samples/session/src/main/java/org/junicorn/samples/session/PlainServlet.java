package org.junicorn.samples.session;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the servlets that answer in plain text have in common: GET looks, POST changes and then looks. */
abstract class PlainServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Names the worker that answers. */
    static void sign(HttpServletResponse response) {
        response.setHeader("X-Worker-Pid", Long.toString(ProcessHandle.current().pid()));
    }

    @Override
    protected final void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        begin(response);
        look(request, response);
    }

    @Override
    protected final void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        begin(response);
        change(request, response);
    }

    private static void begin(HttpServletResponse response) {
        sign(response);
        response.setContentType("text/plain;charset=UTF-8");
    }

    abstract void look(HttpServletRequest request, HttpServletResponse response) throws IOException;

    abstract void change(HttpServletRequest request, HttpServletResponse response) throws IOException;

    static void print(HttpServletResponse response, String name, Object value) throws IOException {
        response.getWriter().print(name + "=" + value + "\n");
    }
}
