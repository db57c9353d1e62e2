package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junicorn.container.login.PrivatePages;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;

/**
 * Paths and methods that nobody may use: an {@code <auth-constraint>} that names no role. It overrides whatever other
 * constraints of the same pattern allow (Servlet 6.1, 13.8.1); Undertow would let the first one win. What is behind any
 * constraint, even one that everybody passes, is kept out of shared caches, as on Tomcat.
 */
final class Denials {
    /** All patterns, since the best match alone decides, whether it denies or not (13.8.3). */
    private final List<String> patterns;

    private final List<ResourceCollection> constrained;
    private final List<ResourceCollection> denied;

    private Denials(List<String> patterns, List<ResourceCollection> constrained, List<ResourceCollection> denied) {
        this.patterns = patterns;
        this.constrained = constrained;
        this.denied = denied;
    }

    static Denials of(List<SecurityConstraintModel> constraints) {
        List<String> patterns = new ArrayList<>();
        List<ResourceCollection> constrained = new ArrayList<>();
        List<ResourceCollection> denied = new ArrayList<>();
        for (SecurityConstraintModel constraint : constraints) {
            boolean denies = constraint.rule() != null
                    && constraint.rule().roles().isEmpty()
                    && !constraint.rule().permitEmpty();
            for (ResourceCollection collection : constraint.collections()) {
                patterns.addAll(collection.urlPatterns());
                constrained.add(collection);
                if (denies) {
                    denied.add(collection);
                }
            }
        }
        return new Denials(List.copyOf(patterns), List.copyOf(constrained), List.copyOf(denied));
    }

    boolean isEmpty() {
        return constrained.isEmpty();
    }

    HttpHandler inFrontOf(HttpHandler next) {
        return exchange -> {
            String path = exchange.getRelativePath();
            String method = exchange.getRequestMethod().toString();
            if (covers(constrained, path, method)) {
                PrivatePages.mark(exchange);
            }
            if (denies(path, method)) {
                forbid(exchange);
            } else {
                next.handleRequest(exchange);
            }
        };
    }

    /** 403, with the application's error page if it has one. */
    static void forbid(HttpServerExchange exchange) throws IOException {
        exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY)
                .getOriginalResponse()
                .sendError(StatusCodes.FORBIDDEN);
    }

    /** @param path relative to the context, beginning with a slash */
    boolean denies(String path, String method) {
        return covers(denied, path, method);
    }

    private boolean covers(List<ResourceCollection> collections, String path, String method) {
        String best = best(path);
        if (best.isEmpty()) {
            return false;
        }
        for (ResourceCollection collection : collections) {
            if (collection.urlPatterns().contains(best) && covers(collection, method)) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(ResourceCollection collection, String method) {
        if (!collection.methods().isEmpty()) {
            return collection.methods().contains(method);
        }
        return !collection.methodOmissions().contains(method);
    }

    /** In the order of Servlet 6.1, 12.1: exact, longest path, extension, default; "" if none matches. */
    private String best(String path) {
        if (patterns.contains(path)) {
            return path;
        }
        String best = "";
        for (String pattern : patterns) {
            if (pattern.endsWith("/*") && pattern.length() > best.length()) {
                String folder = pattern.substring(0, pattern.length() - 2);
                if (path.equals(folder) || path.startsWith(folder + "/")) {
                    best = pattern;
                }
            }
        }
        if (!best.isEmpty()) {
            return best;
        }
        int dot = path.lastIndexOf('.');
        if (dot > path.lastIndexOf('/') && patterns.contains("*" + path.substring(dot))) {
            return "*" + path.substring(dot);
        }
        return patterns.contains("/") ? "/" : "";
    }
}
