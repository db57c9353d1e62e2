package org.junicorn.samples.logging;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Logs the parameter {@code text} by SLF4J and by java.util.logging. Both go where {@code logback.xml} says: to the file
 * that the system property {@code sample.log} names.
 */
@WebServlet("/")
public final class LoggingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LoggingServlet.class);

    @Override
    public void init() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = request.getParameter("text");
        LOG.debug("slf4j {}", text);
        java.util.logging.Logger.getLogger("sample.Jul").log(Level.WARNING, "jul {0}", text);
        response.getWriter().println("logged");
    }
}
