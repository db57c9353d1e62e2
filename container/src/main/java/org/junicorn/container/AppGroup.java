package org.junicorn.container;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.junicorn.container.Container.App;
import org.junicorn.container.affinity.Affinity;
import org.junicorn.container.deploy.DeployedApp;
import org.junicorn.container.deploy.Deployer;
import org.junicorn.container.route.Routes;
import org.junicorn.container.route.RoutingOptions;
import org.junicorn.container.session.PlacedStores;
import org.junicorn.container.session.SessionSettings;

/** Deploys the applications of a container, in the order given, on the calling thread; one fails, the others live. */
final class AppGroup {
    private final List<App> apps;
    private final ContainerSettings settings;
    private final RoutingOptions routing;
    private final Scorecard scorecard;
    private final ContainerEvents events;
    private final Optional<Affinity> affinity;

    /** Of the places that several versions share. */
    private final Map<Place, PlacedStores> stores = new LinkedHashMap<>();

    /** @param affinity if requests go to the worker that has their session */
    AppGroup(
            List<App> apps,
            ContainerSettings settings,
            RoutingOptions routing,
            Scorecard scorecard,
            ContainerEvents events,
            Optional<Affinity> affinity) {
        this.apps = List.copyOf(apps);
        this.settings = settings;
        this.routing = routing;
        this.scorecard = scorecard;
        this.events = events;
        this.affinity = affinity;
    }

    /**
     * @throws DeploymentException if one fails that is needed, or all do, or rules cannot be read; those that were deployed
     *     are ended then
     */
    DeployedApp deploy(Executor executor) throws DeploymentException {
        Deployer deployer = new Deployer();
        Map<Place, DeployedApp> deployed = new LinkedHashMap<>();
        DeploymentException last = null;
        boolean complete = false;
        try {
            for (App app : apps) {
                if (app.model().isPresent()) {
                    try {
                        deployed.put(
                                app.place(),
                                deployer.deploy(app.model().get(), settingsOf(app), site(app), executor, affinity));
                    } catch (DeploymentException e) {
                        if (app.needed()) {
                            throw e;
                        }
                        last = e;
                        events.appFailed(app.place(), e);
                    }
                }
            }
            if (deployed.isEmpty() && last != null) {
                throw last;
            }
            DeployedApp whole = isAlone(deployed)
                    ? deployed.values().iterator().next()
                    : new Group(List.copyOf(deployed.values()), routes(deployed));
            complete = true;
            return whole;
        } finally {
            if (!complete) {
                close(List.copyOf(deployed.values()));
            }
        }
    }

    /** Whether there is nothing to choose. */
    private boolean isAlone(Map<Place, DeployedApp> deployed) {
        return apps.size() == 1
                && deployed.size() == 1
                && apps.get(0).place().host().isEmpty()
                && routing.handlers().isBlank()
                && routing.proxies().isEmpty();
    }

    private Routes routes(Map<Place, DeployedApp> deployed) throws DeploymentException {
        Map<Place, Optional<HttpHandler>> handlers = new LinkedHashMap<>();
        apps.forEach(app -> handlers.put(
                app.place(), Optional.ofNullable(deployed.get(app.place())).map(DeployedApp::handler)));
        return new Routes(handlers, routing, scorecard);
    }

    private Deployer.Site site(App app) {
        Set<String> paths = apps.stream()
                .map(App::place)
                .filter(place -> place.host().equals(app.place().host()))
                .map(Place::contextPath)
                .collect(Collectors.toSet());
        return new Deployer.Site(app.place().host(), paths);
    }

    private ContainerSettings settingsOf(App app) throws DeploymentException {
        Place place = app.place();
        ContainerSettings same = settings.with(sessionsOf(place));
        if (apps.size() == 1) {
            return same.at(place.contextPath(), settings.tempDir());
        }
        String path = place.contextPath().isEmpty()
                ? "ROOT"
                : place.contextPath().substring(1).replace('/', '#');
        String host = place.host().isEmpty() ? "" : place.host() + "#";
        String version = place.version().isEmpty() ? "" : "##" + place.version();
        Path own = settings.tempDir().resolve("app-" + host + path + version);
        try {
            return same.at(place.contextPath(), Files.createDirectories(own));
        } catch (IOException e) {
            throw new DeploymentException("the temporary folder " + own + " cannot be made: " + e, e);
        }
    }

    /** An application that has its path for itself, on all hosts, needs nothing in between. */
    private SessionSettings sessionsOf(Place place) {
        SessionSettings sessions = settings.sessions();
        if (sessions.stores().isEmpty() || place.equals(Place.of(place.contextPath()))) {
            return sessions;
        }
        return sessions.with(stores.computeIfAbsent(
                place.shared(), shared -> new PlacedStores(sessions.stores().get(), shared.sessions())));
    }

    private static void close(List<DeployedApp> members) {
        for (int i = members.size() - 1; i >= 0; i--) {
            members.get(i).close();
        }
    }

    /** Several applications as one; they end in the reverse order of their start. */
    private record Group(List<DeployedApp> members, Routes routes) implements DeployedApp {
        @Override
        public HttpHandler handler() {
            return routes.handler();
        }

        @Override
        public String contextPath() {
            return "";
        }

        @Override
        public void drain() {
            members.forEach(DeployedApp::drain);
            routes.drain();
        }

        @Override
        public void drainForwarded() {
            members.forEach(DeployedApp::drainForwarded);
        }

        @Override
        public int sessions() {
            return members.stream().mapToInt(DeployedApp::sessions).sum();
        }

        @Override
        public void close() {
            routes.close();
            AppGroup.close(members);
        }
    }
}
