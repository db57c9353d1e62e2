package org.junicorn.container.route;

import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyCallback;
import io.undertow.server.handlers.proxy.ProxyClient;
import io.undertow.server.handlers.proxy.ProxyConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Xnio;
import org.xnio.XnioExecutor;
import org.xnio.ssl.XnioSsl;

/**
 * Undertow's choice among upstream servers, in turn and those that fail last, with what it lacks: a time-out for
 * connections, a second try if there is one server only, and a {@link Proxied} that is told what happens. On the I/O
 * thread of the request.
 */
final class Balancer implements ProxyClient {
    /** Of a connection that nobody uses: less than most servers keep one. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    private final Pools pools;
    private final ProxyRule rule;

    /** @throws IllegalStateException if this Java has no TLS */
    Balancer(ProxyRule rule) {
        this.rule = rule;
        this.pools = new Pools();
        pools.setConnectionsPerThread(rule.connections());
        pools.setSoftMaxConnectionsPerThread(0);
        pools.setTtl((int) IDLE.toMillis());
        pools.setProblemServerRetry((int) Math.max(1, rule.failTimeout().toSeconds()));
        for (URI upstream : rule.upstreams()) {
            if (upstream.getScheme().equals("https")) {
                pools.addHost(upstream, tls());
            } else {
                pools.addHost(upstream);
            }
        }
    }

    /** That trusts whom Java trusts, and asks for the name. */
    private static XnioSsl tls() {
        try {
            return new UndertowXnioSsl(
                    Xnio.getInstance("nio", Balancer.class.getClassLoader()),
                    OptionMap.create(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    @Override
    public ProxyTarget findTarget(HttpServerExchange exchange) {
        return Proxied.of(exchange).over() ? null : pools.findTarget(exchange);
    }

    @Override
    public List<ProxyTarget> getAllTargets() {
        return pools.getAllTargets();
    }

    @Override
    public void getConnection(
            ProxyTarget target,
            HttpServerExchange exchange,
            ProxyCallback<ProxyConnection> callback,
            long timeout,
            TimeUnit unit) {
        Proxied proxied = Proxied.of(exchange);
        Attempt attempt = new Attempt(exchange, callback, proxied);
        attempt.deadline = exchange.getIoThread()
                .executeAfter(attempt::late, rule.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        pools.getConnection(target, exchange, attempt, timeout, unit);
    }

    void close() {
        rule.upstreams().forEach(pools::removeHost);
    }

    /** One way to one server. It has one outcome, whatever comes later. */
    private static final class Attempt implements ProxyCallback<ProxyConnection> {
        private final HttpServerExchange exchange;
        private final ProxyCallback<ProxyConnection> callback;
        private final Proxied proxied;
        private XnioExecutor.Key deadline;
        private boolean done;

        Attempt(HttpServerExchange exchange, ProxyCallback<ProxyConnection> callback, Proxied proxied) {
            this.exchange = exchange;
            this.callback = callback;
            this.proxied = proxied;
        }

        private boolean first() {
            boolean first = !done;
            done = true;
            deadline.remove();
            return first;
        }

        private void late() {
            if (first()) {
                proxied.unconnected(true);
                callback.failed(exchange);
            }
        }

        @Override
        public void completed(HttpServerExchange from, ProxyConnection connection) {
            if (first()) {
                proxied.connected(connection.getConnection());
                callback.completed(from, connection);
            } else {
                IoUtils.safeClose(connection.getConnection());
            }
        }

        @Override
        public void failed(HttpServerExchange from) {
            if (first()) {
                proxied.unconnected(false);
                callback.failed(from);
            }
        }

        @Override
        public void queuedRequestFailed(HttpServerExchange from) {
            if (first()) {
                proxied.full();
                callback.queuedRequestFailed(from);
            }
        }

        @Override
        public void couldNotResolveBackend(HttpServerExchange from) {
            if (first()) {
                callback.couldNotResolveBackend(from);
            }
        }
    }

    /** Undertow's never chooses a server twice for a request. */
    private static final class Pools extends LoadBalancingProxyClient {
        private final List<Host> used = new CopyOnWriteArrayList<>();

        @Override
        protected Host selectHost(HttpServerExchange exchange) {
            Host host = super.selectHost(exchange);
            if (host == null) {
                return used.isEmpty()
                        ? null
                        : used.get(ThreadLocalRandom.current().nextInt(used.size()));
            }
            if (!used.contains(host)) {
                used.add(host);
            }
            return host;
        }
    }
}
