package org.junicorn.container.route;

import java.util.List;

/**
 * How requests find what answers them, beyond the paths of the applications.
 *
 * @param weights of applications that share a path, each as {@code PLACE=WEIGHT} ({@link org.junicorn.container.Place})
 * @param defaultHost the virtual host that answers for hosts without applications; empty: the applications without a
 *     host do, or the first virtual host; {@link #NO_HOST}: none, such requests are answered 421
 * @param hostAliases other names of virtual hosts, each as {@code ALIAS=HOST}
 * @param versionCookie the name of the cookie that keeps a client with the version it was given
 * @param handlersFile the name of the file that {@code handlers} comes from, or empty
 * @param handlers rules in Undertow's predicate language for all requests
 * @param proxies paths that are not answered here, in the form of {@link ProxyRule#parse}
 */
public record RoutingOptions(
        List<String> weights,
        String defaultHost,
        List<String> hostAliases,
        String versionCookie,
        String handlersFile,
        String handlers,
        List<String> proxies) {
    /** Instead of a default host. */
    public static final String NO_HOST = "none";

    /** Applications at their paths, and nothing else. */
    public static final RoutingOptions NONE =
            new RoutingOptions(List.of(), "", List.of(), "version", "", "", List.of());

    public RoutingOptions {
        weights = List.copyOf(weights);
        hostAliases = List.copyOf(hostAliases);
        proxies = List.copyOf(proxies);
    }
}
