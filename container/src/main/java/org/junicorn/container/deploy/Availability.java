package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.core.ManagedServlet;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.StatusCodes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Field;
import org.jboss.logging.Logger;

/**
 * Answers for a servlet that threw {@code UnavailableException}: 404 if for good, else 503 with Retry-After (Servlet
 * 6.1, 2.3.3.2), through the application's error pages. Undertow sets the bare status only, and initialises such a
 * servlet once more before it does.
 */
final class Availability implements HttpHandler {
    private static final Logger LOG = Logger.getLogger(Availability.class);

    private final InitWatch watch;
    private final HttpHandler next;

    Availability(InitWatch watch, HttpHandler next) {
        this.watch = watch;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        ManagedServlet servlet = context.getCurrentServlet().getManagedServlet();
        if (!watch.unavailable(servlet)) {
            next.handleRequest(exchange);
        } else if (servlet.isPermanentlyUnavailable()) {
            exchange.setStatusCode(StatusCodes.NOT_FOUND);
        } else if (servlet.isTemporarilyUnavailable()) {
            exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
        } else {
            watch.tryAgain(servlet);
            next.handleRequest(exchange);
        }
        if (servlet.isPermanentlyUnavailable() && answering(exchange, context, StatusCodes.NOT_FOUND)) {
            answer(context, StatusCodes.NOT_FOUND);
        } else if (servlet.isTemporarilyUnavailable()
                && answering(exchange, context, StatusCodes.SERVICE_UNAVAILABLE)) {
            long seconds = Math.max(1, (until(servlet) - System.currentTimeMillis() + 999) / 1000);
            context.getOriginalResponse().setHeader("Retry-After", Long.toString(seconds));
            answer(context, StatusCodes.SERVICE_UNAVAILABLE);
        }
    }

    private static boolean answering(HttpServerExchange exchange, ServletRequestContext context, int status) {
        DispatcherType dispatch = context.getDispatcherType();
        return exchange.getStatusCode() == status
                && !exchange.isResponseStarted()
                && context.getErrorCode() <= 0
                && dispatch != DispatcherType.INCLUDE
                && dispatch != DispatcherType.ERROR;
    }

    private static void answer(ServletRequestContext context, int status) throws IOException {
        if (context.getServletResponse() instanceof HttpServletResponse response) {
            response.sendError(status);
        }
    }

    /** When the servlet is available again; Undertow knows it but has no method that tells. */
    private static long until(ManagedServlet servlet) {
        try {
            Field until = ManagedServlet.class.getDeclaredField("unavailableUntil");
            until.setAccessible(true);
            return until.getLong(servlet);
        } catch (ReflectiveOperationException e) {
            LOG.debug("this Undertow keeps the end of an unavailability elsewhere", e);
            return 0;
        }
    }
}
