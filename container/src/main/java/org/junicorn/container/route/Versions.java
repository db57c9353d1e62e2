package org.junicorn.container.route;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieImpl;
import io.undertow.util.Headers;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junicorn.container.affinity.Origin;
import org.junicorn.container.shaping.Vary;

/**
 * Shares the requests of one path between versions of an application, by weight: the first request of a client decides,
 * and a cookie keeps the client there as long as the version exists. With weight 0 a version gets no new clients. The
 * cookie may also be set by hand, to try a version. Does not block.
 */
final class Versions implements HttpHandler {
    /** @param name in the cookie: letters, digits, "-", "_" and "." */
    record Version(String name, int weight, HttpHandler application) {}

    private final List<Version> versions;
    private final String cookie;
    private final String path;
    private final IntUnaryOperator random;
    private final int sum;

    /** Whoever keeps a response, here or on the way, must not give it to clients of another version. */
    private final ResponseCommitListener vary = exchange -> Vary.on(exchange, "Cookie");

    /**
     * @param versions at least one
     * @param path of the application, for the cookie
     * @param random gives a number from 0 that is less than its argument
     */
    Versions(List<Version> versions, String cookie, String path, IntUnaryOperator random) {
        this.versions = List.copyOf(versions);
        this.cookie = cookie;
        this.path = path.isEmpty() ? "/" : path;
        this.random = random;
        this.sum = versions.stream().mapToInt(Version::weight).sum();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addResponseCommitListener(vary);
        for (Cookie sent : exchange.requestCookies()) {
            if (sent.getName().equals(cookie)) {
                for (Version version : versions) {
                    if (version.name().equals(sent.getValue())) {
                        version.application().handleRequest(exchange);
                        return;
                    }
                }
            }
        }
        Version chosen = choose();
        if (!Origin.isForwarded(exchange)) {
            exchange.setResponseCookie(new CookieImpl(cookie, chosen.name())
                    .setPath(path)
                    .setHttpOnly(true)
                    .setSecure(exchange.isSecure())
                    .setSameSiteMode("Lax"));
            // Another worker, which has the session, chooses the same then.
            exchange.getRequestHeaders().add(Headers.COOKIE, cookie + "=" + chosen.name());
        }
        chosen.application().handleRequest(exchange);
    }

    private Version choose() {
        int left = sum == 0 ? 0 : random.applyAsInt(sum);
        for (Version version : versions) {
            left -= version.weight();
            if (left < 0) {
                return version;
            }
        }
        return versions.get(0);
    }
}
