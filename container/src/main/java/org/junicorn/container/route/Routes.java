package org.junicorn.container.route;

import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.Place;
import org.junicorn.container.Scorecard;
import org.junicorn.container.deploy.ContextRouter;

/** The way of a request to what answers it; {@link #handler()} is its beginning. {@link #close()} ends what proxies have open. */
public final class Routes implements AutoCloseable {
    private final RoutingOptions options;
    private final Map<String, Integer> weights = new HashMap<>();
    private final List<Upstreams> proxies = new ArrayList<>();
    private final HttpHandler handler;

    /**
     * @param apps in the order given; empty for those that could not be deployed, which answer 404
     * @throws DeploymentException if there are rules that cannot be read
     */
    public Routes(Map<Place, Optional<HttpHandler>> apps, RoutingOptions options, Scorecard scorecard)
            throws DeploymentException {
        this.options = options;
        options.weights().forEach(text -> {
            int equals = text.lastIndexOf('=');
            weights.put(text.substring(0, equals), Integer.valueOf(text.substring(equals + 1)));
        });
        Map<String, Map<String, Optional<HttpHandler>>> hosts = new LinkedHashMap<>();
        versions(apps).forEach((place, found) -> hosts.computeIfAbsent(place.host(), name -> new LinkedHashMap<>())
                .put(place.contextPath(), found));
        for (String text : options.proxies()) {
            ProxyRule rule = ProxyRule.parse(text);
            Upstreams upstreams = new Upstreams(rule, scorecard);
            proxies.add(upstreams);
            hosts.computeIfAbsent(rule.host(), name -> new LinkedHashMap<>()).put(rule.path(), Optional.of(upstreams));
        }
        HttpHandler hosted = hosts(hosts);
        handler = options.handlers().isBlank()
                ? hosted
                : Handlers.parse(options.handlersFile(), options.handlers()).before(hosted);
    }

    public HttpHandler handler() {
        return handler;
    }

    /** Several versions become one application. */
    private Map<Place, Optional<HttpHandler>> versions(Map<Place, Optional<HttpHandler>> apps) {
        Map<Place, List<Versions.Version>> shared = new LinkedHashMap<>();
        Map<Place, Optional<HttpHandler>> found = new LinkedHashMap<>();
        apps.forEach((place, app) -> {
            if (place.version().isEmpty()) {
                found.put(place, app);
            } else {
                List<Versions.Version> versions = shared.computeIfAbsent(place.shared(), key -> new ArrayList<>());
                app.ifPresent(handler -> versions.add(
                        new Versions.Version(place.version(), weights.getOrDefault(place.toString(), 1), handler)));
            }
        });
        shared.forEach((place, versions) -> found.put(
                place,
                versions.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Versions(
                                versions,
                                options.versionCookie(),
                                place.contextPath(),
                                bound -> ThreadLocalRandom.current().nextInt(bound)))));
        return found;
    }

    private HttpHandler hosts(Map<String, Map<String, Optional<HttpHandler>>> hosts) {
        if (hosts.keySet().equals(Set.of(""))) {
            return new ContextRouter(hosts.get(""));
        }
        Map<String, HttpHandler> byName = new LinkedHashMap<>();
        hosts.forEach((name, paths) -> byName.put(name, new ContextRouter(paths)));
        for (String alias : options.hostAliases()) {
            int equals = alias.indexOf('=');
            Optional.ofNullable(byName.get(alias.substring(equals + 1)))
                    .ifPresent(host -> byName.put(alias.substring(0, equals), host));
        }
        Optional<HttpHandler> first = byName.values().stream().findFirst();
        Optional<HttpHandler> otherwise = options.defaultHost().equals(RoutingOptions.NO_HOST)
                ? Optional.empty()
                : Optional.ofNullable(byName.get(options.defaultHost())).or(() -> first);
        return new VirtualHosts(byName, otherwise);
    }

    /** Ends upgraded connections to upstream servers, which would go on for ever. */
    public void drain() {
        proxies.forEach(Upstreams::drain);
    }

    @Override
    public void close() {
        proxies.forEach(Upstreams::close);
    }
}
