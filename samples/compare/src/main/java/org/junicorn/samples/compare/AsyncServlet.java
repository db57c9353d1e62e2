package org.junicorn.samples.compare;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code /async/…}: how an asynchronous request can go on and end. */
@WebServlet(urlPatterns = "/async/*", name = "async", asyncSupported = true)
public final class AsyncServlet extends FactServlet {
    private static final long serialVersionUID = 1L;
    private static final long SHORT_MILLIS = 300;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        switch (subject(request)) {
            case "complete" -> {
                AsyncContext async = request.startAsync();
                async.start(() -> {
                    write(async, "on another thread");
                    async.complete();
                });
            }
            case "dispatch" -> {
                AsyncContext async = request.startAsync();
                async.start(() -> async.dispatch("/seen?x=1"));
            }
            case "again" -> {
                if (request.getAttribute("again") == null) {
                    request.setAttribute("again", "yes");
                    request.startAsync().dispatch();
                } else {
                    print(response, Facts.dispatch(request));
                }
            }
            case "timeout" -> request.startAsync().setTimeout(SHORT_MILLIS);
            case "timeout-listener" -> {
                AsyncContext async = request.startAsync();
                async.addListener(new TimeoutAnswer());
                async.setTimeout(SHORT_MILLIS);
            }
            case "throw" -> {
                request.startAsync();
                throw new IllegalStateException("after startAsync");
            }
            case "send-error" -> {
                AsyncContext async = request.startAsync();
                async.start(() -> {
                    try {
                        response.sendError(409, "from another thread");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    async.complete();
                });
            }
            case "default-timeout" -> {
                AsyncContext async = request.startAsync();
                print(response, "timeout " + async.getTimeout());
                async.complete();
            }
            default -> response.sendError(404);
        }
    }

    private static void write(AsyncContext async, String text) {
        try {
            print((HttpServletResponse) async.getResponse(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers what has taken too long. */
    private static final class TimeoutAnswer implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) {
            ((HttpServletResponse) event.getAsyncContext().getResponse()).setStatus(503);
            write(event.getAsyncContext(), "took too long");
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // Nothing to clean up.
        }

        @Override
        public void onError(AsyncEvent event) {
            // The container answers.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // It is not started twice.
        }
    }
}
