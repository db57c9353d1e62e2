package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How requests find what answers them, beyond the paths of applications.
 *
 * @param handlersFile absolute
 * @param proxy each as {@link org.junicorn.container.route.ProxyRule#parse} reads it
 */
public record RoutingSettings(
        @Setting(
                section = "Routing",
                origin = "Tomcat: defaultHost",
                doc = "The virtual host whose applications answer requests for hosts that have none. Without it the"
                        + " applications without a host do, or, if there are none, those of the first host. `none`:"
                        + " nobody does, such requests are answered 421.")
        Optional<String> defaultHost,

        @Setting(
                section = "Routing",
                label = "ALIAS=HOST",
                origin = "Tomcat: Alias",
                doc = "Further names of virtual hosts, each as `www.shop.example=shop.example`; `*.shop.example` stands"
                        + " for every host directly below a domain.")
        Map<String, String> hostAliases,

        @Setting(
                section = "Routing",
                byDefault = "JUNICORN_VERSION",
                origin = "new",
                doc = "The cookie that keeps a client with the version of an application that it was given, if several"
                        + " versions share a path by weight. It may be set by hand, to try a version.")
        String versionCookie,

        @Setting(
                section = "Routing",
                origin = "WildFly: undertow-handlers.conf",
                doc = "A file of rules in Undertow's predicate language that all requests pass before a virtual host"
                        + " and an application are chosen, as `path-prefix('/old') -> redirect('/new')`. It is read at"
                        + " the start and at each reload.")
        Optional<Path> handlersFile,

        @Setting(
                section = "Routing",
                split = Setting.Split.LINES,
                label = "[HOST]/PATH=URL,...[;OPTION=VALUE]",
                origin = "nginx: proxy_pass",
                doc =
                        "Paths whose requests other servers answer, each as `/api=http://127.0.0.1:9000,http://127.0.0.1:9001`."
                                + " Options: `timeout` (60s, until the response begins, and between its pieces), `connect_timeout`"
                                + " (5s), `retries` (one less than there are servers, at least 1), `max_connections` (256, to each"
                                + " server, of each I/O thread of a worker), `fail_timeout` (10s without a server that cannot be"
                                + " connected to), `strip_path=true`, `host=upstream`.")
        List<String> proxy) {

    public RoutingSettings {
        hostAliases = Collections.unmodifiableMap(new LinkedHashMap<>(hostAliases));
        proxy = List.copyOf(proxy);
    }
}
