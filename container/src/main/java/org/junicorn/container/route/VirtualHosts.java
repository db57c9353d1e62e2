package org.junicorn.container.route;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Map;
import java.util.Optional;
import org.junicorn.container.deploy.ErrorReport;
import org.junicorn.container.deploy.HostName;

/**
 * Gives each request to the virtual host that its Host header names (Tomcat: Host, Alias): the exact name counts before
 * {@code *.domain}, which stands for one label. Does not block.
 */
final class VirtualHosts implements HttpHandler {
    private static final int MISDIRECTED = 421; // which Undertow has no name for

    private final Map<String, HttpHandler> hosts;
    private final Optional<HttpHandler> otherwise;

    /**
     * @param hosts by name in lower case, aliases included
     * @param otherwise for names that are none of them; empty: they are answered 421 (RFC 9110, 15.5.20)
     */
    VirtualHosts(Map<String, HttpHandler> hosts, Optional<HttpHandler> otherwise) {
        this.hosts = Map.copyOf(hosts);
        this.otherwise = otherwise;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Optional<HttpHandler> host = find(HostName.of(exchange));
        if (host.isPresent()) {
            host.get().handleRequest(exchange);
        } else {
            ErrorReport.send(exchange, MISDIRECTED, "No application is served under this host name.");
        }
    }

    private Optional<HttpHandler> find(String name) {
        HttpHandler exact = hosts.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        int dot = name.indexOf('.');
        HttpHandler wild = dot < 0 ? null : hosts.get("*" + name.substring(dot));
        return wild == null ? otherwise : Optional.of(wild);
    }
}
