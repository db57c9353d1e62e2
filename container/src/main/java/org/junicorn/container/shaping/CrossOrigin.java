package org.junicorn.container.shaping;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Cross-origin requests (the Fetch standard; Tomcat: CorsFilter): answers preflight requests, says which origins may read
 * responses, and answers 403 to all others. A response in which the application itself says who may read it is left alone.
 */
final class CrossOrigin implements HttpHandler {
    private static final HttpString REQUEST_METHOD = new HttpString("Access-Control-Request-Method");
    private static final HttpString REQUEST_HEADERS = new HttpString("Access-Control-Request-Headers");
    private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
    private static final HttpString ALLOW_CREDENTIALS = new HttpString("Access-Control-Allow-Credentials");
    private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
    private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
    private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");
    private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");

    /** What may stand for the star: no path, port or user in front of what only looks like the domain. */
    private static final Pattern LABELS = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    private final ShapingOptions.Cors options;
    private final boolean anyOrigin;
    private final List<Predicate<String>> origins;
    private final Set<String> headers;
    private final ResponseCommitListener answer = this::answer;
    private final ResponseCommitListener vary = exchange -> Vary.on(exchange, "Origin");
    private final HttpHandler next;

    CrossOrigin(ShapingOptions.Cors options, HttpHandler next) {
        this.options = options;
        this.anyOrigin = options.origins().contains("*");
        this.origins = options.origins().stream().map(CrossOrigin::matcher).toList();
        this.headers = options.headers().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.next = next;
    }

    private static Predicate<String> matcher(String allowed) {
        int star = allowed.indexOf("://*.");
        if (star < 0) {
            return allowed::equals;
        }
        String scheme = allowed.substring(0, star + 3);
        String domain = allowed.substring(star + 4);
        return origin -> origin.startsWith(scheme)
                && origin.endsWith(domain)
                && origin.length() > scheme.length() + domain.length()
                && LABELS.matcher(origin.substring(scheme.length(), origin.length() - domain.length()))
                        .matches();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (!anyOrigin) {
            exchange.addResponseCommitListener(vary);
        }
        String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        if (origin == null || isOwn(origin, exchange)) {
            next.handleRequest(exchange);
        } else if (!allows(origin)) {
            ErrorReport.send(exchange, StatusCodes.FORBIDDEN, "This origin may not send requests here.");
        } else if (exchange.getRequestMethod().equals(Methods.OPTIONS)
                && exchange.getRequestHeaders().contains(REQUEST_METHOD)) {
            preflight(exchange, origin);
        } else if (!options.methods().contains(exchange.getRequestMethod().toString())) {
            ErrorReport.send(exchange, StatusCodes.FORBIDDEN, "Other origins may not use this method here.");
        } else {
            exchange.addResponseCommitListener(answer);
            next.handleRequest(exchange);
        }
    }

    /** Browsers name the origin of their own page, too. A proxy may have changed the scheme on the way. */
    private static boolean isOwn(String origin, HttpServerExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        int scheme = origin.indexOf("://");
        return host != null
                && scheme > 0
                && withoutPort(origin.substring(scheme + 3)).equalsIgnoreCase(withoutPort(host));
    }

    /** Without one that need not be there. */
    private static String withoutPort(String authority) {
        return authority.replaceFirst(":(80|443)$", "");
    }

    private boolean allows(String origin) {
        return anyOrigin || origins.stream().anyMatch(allowed -> allowed.test(origin));
    }

    private void preflight(HttpServerExchange exchange, String origin) {
        String method = exchange.getRequestHeaders().getFirst(REQUEST_METHOD).strip();
        String wanted = exchange.getRequestHeaders().getFirst(REQUEST_HEADERS);
        boolean anyHeader = headers.contains("*");
        boolean known = wanted == null
                || anyHeader
                || List.of(wanted.split(",")).stream()
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .allMatch(name -> name.isEmpty() || headers.contains(name));
        if (!options.methods().contains(method) || !known) {
            ErrorReport.send(
                    exchange, StatusCodes.FORBIDDEN, "Other origins may not use this method or these headers here.");
            return;
        }
        HeaderMap answered = exchange.getResponseHeaders();
        share(answered, origin);
        answered.put(ALLOW_METHODS, String.join(", ", options.methods()));
        if (wanted != null) {
            // What was asked for, rather than *, which does not hold for requests with credentials.
            answered.put(ALLOW_HEADERS, anyHeader ? wanted : String.join(", ", options.headers()));
        }
        if (!options.maxAge().isZero()) {
            answered.put(MAX_AGE, options.maxAge().toSeconds());
        }
        exchange.setStatusCode(StatusCodes.OK);
        exchange.endExchange();
    }

    private void answer(HttpServerExchange exchange) {
        HeaderMap answered = exchange.getResponseHeaders();
        if (answered.contains(ALLOW_ORIGIN)) {
            return;
        }
        share(answered, exchange.getRequestHeaders().getFirst(Headers.ORIGIN));
        if (!options.exposed().isEmpty()) {
            answered.put(EXPOSE_HEADERS, String.join(", ", options.exposed()));
        }
    }

    private void share(HeaderMap answered, String origin) {
        answered.put(ALLOW_ORIGIN, anyOrigin ? "*" : origin);
        if (options.credentials()) {
            answered.put(ALLOW_CREDENTIALS, "true");
        }
    }
}
