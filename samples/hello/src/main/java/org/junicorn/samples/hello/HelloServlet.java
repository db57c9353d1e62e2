package org.junicorn.samples.hello;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers {@code GET /hello} with a greeting and the number of the worker that said it. */
@WebServlet("/hello")
public final class HelloServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter()
                .print("Hello from worker " + System.getenv().getOrDefault("JUNICORN_WORKER_SLOT", "?") + " (pid "
                        + ProcessHandle.current().pid() + ")\n");
    }
}
