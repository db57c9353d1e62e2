package org.junicorn.samples.probe;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Answers {@code GET /async?ms=100} after that many milliseconds without holding a thread meanwhile: the request is in
 * flight although no servlet runs.
 */
@WebServlet(urlPatterns = "/async", asyncSupported = true)
public final class AsyncServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        long millis = ProbeServlet.number(request, "ms", 1000);
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> {
            try {
                response.setContentType("text/plain;charset=UTF-8");
                ProbeServlet.print(response, Identity.text() + "\n");
            } catch (IOException e) {
                getServletContext().log("the client left", e);
            } finally {
                async.complete();
            }
        });
    }
}
