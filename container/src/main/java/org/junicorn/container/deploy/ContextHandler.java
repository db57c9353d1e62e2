package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.RedirectBuilder;
import io.undertow.util.StatusCodes;
import org.junicorn.container.ForwardedPrefix;

/**
 * The application's door: takes its context path off the path, and answers what must not reach the application. Runs
 * on whatever thread calls it, and does not block.
 */
final class ContextHandler implements HttpHandler {
    private final String contextPath;
    private final HttpHandler application;

    /** @param contextPath "" or "/name" */
    ContextHandler(String contextPath, HttpHandler application) {
        this.contextPath = contextPath;
        this.application = application;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addDefaultResponseListener(ErrorReport.LISTENER);
        String path = exchange.getRelativePath();
        if (!path.startsWith(contextPath)) {
            exchange.setStatusCode(StatusCodes.NOT_FOUND);
            return;
        }
        String inside = path.substring(contextPath.length());
        if (inside.isEmpty() && !contextPath.isEmpty()) {
            toContextRoot(exchange);
        } else if (!inside.isEmpty() && !inside.startsWith("/")) {
            exchange.setStatusCode(StatusCodes.NOT_FOUND);
        } else if (exchange.getRequestMethod().equals(Methods.TRACE)) {
            // It would show a script what the browser hides from it (Tomcat: allowTrace="false").
            exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
            exchange.setStatusCode(StatusCodes.METHOD_NOT_ALLOWED);
        } else {
            if (!contextPath.isEmpty()) {
                exchange.setRelativePath(inside);
                exchange.setResolvedPath(exchange.getResolvedPath() + contextPath);
            }
            application.handleRequest(exchange);
        }
    }

    /** Tomcat: {@code mapperContextRootRedirectEnabled="true"}. */
    private void toContextRoot(HttpServerExchange exchange) {
        String absolute = RedirectBuilder.redirect(exchange, exchange.getRelativePath() + "/", true);
        int authority = absolute.indexOf("://") + 3;
        exchange.setStatusCode(StatusCodes.FOUND);
        exchange.getResponseHeaders()
                .put(
                        Headers.LOCATION,
                        ForwardedPrefix.of(exchange) + absolute.substring(absolute.indexOf('/', authority)));
    }
}
