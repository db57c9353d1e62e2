package org.junicorn.samples.probe;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Blocks for ever the I/O thread that reads the body of {@code POST /block-io}: the container calls {@link ReadListener}s
 * on the thread that owns the connection. Send the head first and the body a moment later, so that there is something
 * left to wait for when the listener is registered; the parameter {@code started} names a file that says when.
 */
@WebServlet(urlPatterns = "/block-io", asyncSupported = true)
public final class BlockIoServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        request.getInputStream().setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() {
                while (true) {
                    LockSupport.park();
                }
            }

            @Override
            public void onAllDataRead() {
                async.complete();
            }

            @Override
            public void onError(Throwable cause) {
                async.complete();
            }
        });
        Files.writeString(Path.of(request.getParameter("started")), Identity.text());
    }
}
