package org.junicorn.bench.http.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers from a thread of its own, as when what it waited for has come. */
@WebServlet(urlPatterns = "/async", asyncSupported = true)
public final class AsyncServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private transient ExecutorService threads;

    @Override
    public void init() {
        threads = Executors.newFixedThreadPool(2);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext context = request.startAsync();
        threads.execute(() -> answer(context));
    }

    private static void answer(AsyncContext context) {
        try {
            context.getResponse().setContentType("text/plain");
            context.getResponse().getWriter().print("Hello, later!\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            context.complete();
        }
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
