package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junicorn.container.RateRule;
import org.junicorn.container.Refused;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Answers 429 to clients that send too many requests (RFC 6585, 4). A client is an address, a header or a cookie; behind
 * the stage that finds out the address for which a trusted proxy speaks. Of IPv6 the first 64 bits count: whoever has one
 * such address has them all. A request without the header or cookie, or over a Unix socket without an address, is not
 * limited by that rule.
 */
final class RateLimit implements HttpHandler {
    private static final int NETWORK_BYTES = 8;

    private final List<RateRule> rules;
    private final RateBoard board;
    private final HttpHandler next;

    RateLimit(List<RateRule> rules, RateBoard board, HttpHandler next) {
        this.rules = rules;
        this.board = board;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        for (RateRule rule : rules) {
            if (!exchange.getRelativePath().startsWith(rule.path())) {
                continue;
            }
            Optional<String> client = client(exchange, rule);
            if (client.isPresent()) {
                // The rule is part of the name: two rules do not count for each other.
                Duration wait = board.take(rule + " " + client.get(), rule.interval(), rule.burst());
                if (!wait.isZero()) {
                    Request.of(exchange).refused(Refused.RATE);
                    exchange.getResponseHeaders()
                            .put(
                                    Headers.RETRY_AFTER,
                                    wait.plusNanos(999_999_999).toSeconds());
                    ErrorReport.send(exchange, StatusCodes.TOO_MANY_REQUESTS, "Too many requests.");
                    return;
                }
            }
        }
        next.handleRequest(exchange);
    }

    private static Optional<String> client(HttpServerExchange exchange, RateRule rule) {
        return switch (rule.by()) {
            case ADDRESS -> Optional.ofNullable(exchange.getSourceAddress()).flatMap(RateLimit::network);
            case HEADER -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(rule.name()));
            case COOKIE ->
                Optional.ofNullable(exchange.getRequestCookie(rule.name())).map(Cookie::getValue);
        };
    }

    private static Optional<String> network(InetSocketAddress source) {
        InetAddress address = source.getAddress();
        if (address instanceof Inet6Address) {
            return Optional.of(Arrays.toString(Arrays.copyOf(address.getAddress(), NETWORK_BYTES)));
        }
        return Optional.ofNullable(address).map(InetAddress::getHostAddress);
    }
}
