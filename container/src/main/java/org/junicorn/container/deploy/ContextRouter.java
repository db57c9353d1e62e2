package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each request to the application with the longest context path that it begins with (Servlet 6.1, 12.1). A path
 * whose application could not be deployed answers 404: the root application must not answer in its place. Runs on
 * whatever thread calls it, and does not block.
 */
public final class ContextRouter implements HttpHandler {
    /** By context path, the longest first; empty for an application that could not be deployed. */
    private final Map<String, Optional<HttpHandler>> routes = new LinkedHashMap<>();

    /** @param apps by context path, "" is the root; empty for those that could not be deployed */
    public ContextRouter(Map<String, Optional<HttpHandler>> apps) {
        longestFirst(apps.keySet()).forEach(path -> routes.put(path, apps.get(path)));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Optional<HttpHandler> application =
                owner(exchange.getRelativePath(), routes.keySet()).flatMap(routes::get);
        if (application.isPresent()) {
            application.get().handleRequest(exchange);
        } else {
            exchange.addDefaultResponseListener(ErrorReport.LISTENER);
            exchange.setStatusCode(StatusCodes.NOT_FOUND);
        }
    }

    /** Whether a path belongs to this application, and not to one with a longer context path. */
    static boolean owns(String contextPath, String path, Set<String> contextPaths) {
        return owner(path, longestFirst(contextPaths))
                .filter(contextPath::equals)
                .isPresent();
    }

    private static List<String> longestFirst(Set<String> contextPaths) {
        return contextPaths.stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    private static Optional<String> owner(String path, Collection<String> longestFirst) {
        for (String contextPath : longestFirst) {
            boolean whole = path.length() == contextPath.length() || contextPath.isEmpty();
            if (path.startsWith(contextPath) && (whole || path.charAt(contextPath.length()) == '/')) {
                return Optional.of(contextPath);
            }
        }
        return Optional.empty();
    }
}
