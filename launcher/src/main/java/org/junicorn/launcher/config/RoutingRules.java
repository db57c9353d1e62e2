package org.junicorn.launcher.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junicorn.container.Place;
import org.junicorn.container.route.ProxyRule;
import org.junicorn.container.route.RoutingOptions;

/** The rules about where applications are served, and what else answers. */
final class RoutingRules {
    static final String HOST = "(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*|\\[[0-9A-Fa-f:.]+]";
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private final Settings settings;
    private final BiConsumer<String, String> problem;

    /** @param problem is told the key and the fault */
    RoutingRules(Settings settings, BiConsumer<String, String> problem) {
        this.settings = settings;
        this.problem = problem;
    }

    void check() {
        RoutingSettings routing = settings.routing();
        Set<Place> taken = places();
        Set<String> hosts = taken.stream().map(Place::host).collect(Collectors.toCollection(HashSet::new));
        for (String text : routing.proxy()) {
            try {
                ProxyRule rule = ProxyRule.parse(text);
                hosts.add(rule.host());
                if (!taken.add(new Place(rule.host(), rule.path(), ""))) {
                    problem.accept("proxy", "something else has the path " + new Place(rule.host(), rule.path(), ""));
                }
            } catch (IllegalArgumentException e) {
                problem.accept("proxy", e.getMessage());
            }
        }
        routing.defaultHost()
                .filter(host -> !host.equals(RoutingOptions.NO_HOST) && !hosts.contains(host))
                .ifPresent(host -> problem.accept(
                        "default_host", "no application has this host; write one of " + named(hosts) + ", or none"));
        routing.hostAliases().forEach((alias, host) -> {
            if (!alias.matches(HOST) || !alias.equals(alias.toLowerCase(Locale.ROOT))) {
                problem.accept("host_aliases", alias + " is not a name of a host in lower case");
            } else if (!hosts.contains(host)) {
                problem.accept(
                        "host_aliases", "no application has the host " + host + "; write one of " + named(hosts));
            } else if (hosts.contains(alias)) {
                problem.accept("host_aliases", alias + " has applications of its own");
            }
        });
        if (!routing.versionCookie().matches(TOKEN)) {
            problem.accept("version_cookie", "not a name of a cookie (RFC 6265, 4.1.1)");
        }
    }

    private static String named(Set<String> hosts) {
        String named = hosts.stream().filter(host -> !host.isEmpty()).sorted().collect(Collectors.joining(", "));
        return named.isEmpty() ? "those that app names, as in host.example/path=app.war" : named;
    }

    private Set<Place> places() {
        AppSettings apps = settings.app();
        Map<Place, List<Mount>> byPlace = apps.app().stream()
                .collect(Collectors.groupingBy(
                        mount -> new Place(mount.host(), apps.contextPath(mount), ""),
                        LinkedHashMap::new,
                        Collectors.toList()));
        byPlace.forEach((place, mounts) -> {
            if (mounts.size() < 2
                    || mounts.stream().anyMatch(mount -> mount.path().isEmpty())) {
                return;
            }
            Set<String> versions = new HashSet<>();
            if (mounts.stream().anyMatch(mount -> mount.weight().isEmpty())) {
                problem.accept(
                        "app",
                        "two applications have the path " + place + "; if they shall share its requests, give each a"
                                + " weight, as in " + place + "=app.war;weight=1");
            } else if (!mounts.stream().allMatch(mount -> versions.add(mount.version()))) {
                problem.accept(
                        "app",
                        "two versions at " + place + " have the same name; give them names, as in " + place
                                + "=app.war;weight=1;name=blue");
            } else if (mounts.stream()
                            .mapToInt(mount -> mount.weight().orElse(0))
                            .sum()
                    == 0) {
                problem.accept("app", "no version at " + place + " has a weight of at least 1");
            }
        });
        return new HashSet<>(byPlace.keySet());
    }
}
