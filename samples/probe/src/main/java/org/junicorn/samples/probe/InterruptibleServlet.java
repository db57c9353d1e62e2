package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;

/** Never answers {@code GET /interruptible} unless its thread is interrupted, which is told to the journal as {@code interrupted}. */
@WebServlet("/interruptible")
public final class InterruptibleServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Journal.write("interrupted");
            throw new InterruptedIOException("interrupted, as this servlet was waiting for");
        }
    }
}
