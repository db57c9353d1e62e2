package org.junicorn.container.deploy;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;

/**
 * Stands for a servlet whose class cannot be loaded or instantiated: it is unavailable for good, which clients see as
 * 404 (Servlet 6.1, 2.3.3.2), and says why in the log when it is first asked for.
 */
final class UnavailableServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final Throwable cause;

    /** @param cause null if there is nothing more to say */
    UnavailableServlet(String reason, Throwable cause) {
        this.reason = reason;
        this.cause = cause;
    }

    @Override
    public void init(ServletConfig config) throws UnavailableException {
        UnavailableException unavailable = new UnavailableException(reason);
        if (cause != null) {
            unavailable.initCause(cause);
        }
        throw unavailable;
    }
}
