package org.junicorn.container.route;

import io.undertow.attribute.ExchangeAttributes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.server.handlers.proxy.ProxyHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junicorn.container.Scorecard;
import org.xnio.IoUtils;

/**
 * Has requests answered by other servers, with Undertow's proxy: what the client's connection was like is told by
 * X-Forwarded-* headers, and what a client claims there itself is taken away; so are headers that are about one
 * connection only (RFC 9110, 7.6.1). On the I/O thread.
 */
final class Upstreams implements HttpHandler, AutoCloseable {
    private static final HttpString FORWARDED_PREFIX = new HttpString("X-Forwarded-Prefix");
    private static final List<HttpString> CLAIMS = List.of(
            Headers.FORWARDED,
            Headers.X_FORWARDED_FOR,
            Headers.X_FORWARDED_HOST,
            Headers.X_FORWARDED_PORT,
            Headers.X_FORWARDED_PROTO,
            Headers.X_FORWARDED_SERVER,
            FORWARDED_PREFIX);
    private static final List<HttpString> OF_CONNECTION = List.of(
            Headers.CONNECTION,
            new HttpString("Keep-Alive"),
            new HttpString("Proxy-Connection"),
            Headers.PROXY_AUTHORIZATION,
            Headers.PROXY_AUTHENTICATE,
            Headers.TE,
            Headers.UPGRADE);
    private static final String WEB_SOCKET = "websocket";

    private final ProxyRule rule;
    private final Scorecard scorecard;
    private final Balancer balancer;
    private final ProxyHandler proxy;
    private final Set<ServerConnection> tunnels = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    Upstreams(ProxyRule rule, Scorecard scorecard) {
        this.rule = rule;
        this.scorecard = scorecard;
        this.balancer = new Balancer(rule);
        ProxyHandler.Builder builder = ProxyHandler.builder()
                .setProxyClient(balancer)
                .setMaxConnectionRetries(rule.retries())
                .setRewriteHostHeader(rule.upstreamHost());
        if (rule.stripPath() && !rule.path().isEmpty()) {
            builder.addRequestHeader(FORWARDED_PREFIX, ExchangeAttributes.constant(rule.path()));
        }
        proxy = builder.build();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderMap headers = exchange.getRequestHeaders();
        CLAIMS.forEach(headers::remove);
        // Whatever else a connection may become, such as HTTP/2, would pass all that is checked here.
        boolean webSocket = WEB_SOCKET.equalsIgnoreCase(headers.getFirst(Headers.UPGRADE));
        removeOfConnection(headers);
        if (webSocket) {
            headers.put(Headers.CONNECTION, "Upgrade");
            headers.put(Headers.UPGRADE, WEB_SOCKET);
        }
        target(exchange);
        Proxied.begin(exchange, rule, scorecard);
        exchange.addResponseCommitListener(answered -> {
            if (answered.getStatusCode() != StatusCodes.SWITCHING_PROTOCOLS) {
                boolean required = answered.getStatusCode() == StatusCodes.UPGRADE_REQUIRED;
                String upgrade = answered.getResponseHeaders().getFirst(Headers.UPGRADE);
                removeOfConnection(answered.getResponseHeaders());
                if (required && upgrade != null) {
                    answered.getResponseHeaders().put(Headers.UPGRADE, upgrade);
                }
            } else {
                follow(answered.getConnection());
            }
        });
        proxy.handleRequest(exchange);
    }

    private static void removeOfConnection(HeaderMap headers) {
        HeaderValues named = headers.get(Headers.CONNECTION);
        if (named != null) {
            for (String value : List.copyOf(named)) {
                for (String name : value.split(",")) {
                    if (!name.isBlank()
                            && !name.strip().toLowerCase(Locale.ROOT).equals("close")) {
                        headers.remove(name.strip());
                    }
                }
            }
        }
        OF_CONNECTION.forEach(headers::remove);
    }

    /**
     * The path that was matched is the one that is asked for: two servers may read what was sent in different ways. Only
     * parameters of its segments are left where they are.
     */
    private void target(HttpServerExchange exchange) {
        String sent = exchange.getRequestURI();
        String path = exchange.getRequestPath();
        boolean same = sent.replaceAll(";[^/]*", "").equals(path)
                && (sent.equals(rule.path()) || sent.startsWith(rule.path() + "/"));
        if (exchange.isHostIncludedInRequestURI() || !same) {
            String escaped = Rewritten.escaped(path);
            boolean solidus = sent.toUpperCase(Locale.ROOT).contains("%2F");
            exchange.setRequestURI(solidus ? escaped.replace("%252F", "%2F").replace("%252f", "%2f") : escaped, false);
        }
        exchange.setResolvedPath(rule.stripPath() ? Rewritten.escaped(rule.path()) : "");
    }

    private void follow(ServerConnection tunnel) {
        tunnels.add(tunnel);
        tunnel.addCloseListener(tunnels::remove);
        if (draining) {
            IoUtils.safeClose(tunnel);
        }
    }

    /** Ends upgraded connections; requests are still answered. */
    void drain() {
        draining = true;
        tunnels.forEach(IoUtils::safeClose);
    }

    @Override
    public void close() {
        balancer.close();
    }
}
