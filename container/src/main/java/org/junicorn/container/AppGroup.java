package org.junicorn.container;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.junicorn.container.Container.App;
import org.junicorn.container.affinity.Affinity;
import org.junicorn.container.deploy.ContextRouter;
import org.junicorn.container.deploy.DeployedApp;
import org.junicorn.container.deploy.Deployer;

/** Deploys the applications of a container, in the order given, on the calling thread; one fails, the others live. */
final class AppGroup {
    private final List<App> apps;
    private final ContainerSettings settings;
    private final ContainerEvents events;
    private final Optional<Affinity> affinity;

    /** @param affinity if requests go to the worker that has their session */
    AppGroup(List<App> apps, ContainerSettings settings, ContainerEvents events, Optional<Affinity> affinity) {
        this.apps = List.copyOf(apps);
        this.settings = settings;
        this.events = events;
        this.affinity = affinity;
    }

    /** @throws DeploymentException if one fails that is needed, or all do; those that were deployed are ended then */
    DeployedApp deploy(Executor executor) throws DeploymentException {
        Deployer deployer = new Deployer(apps.stream().map(App::contextPath).collect(Collectors.toSet()));
        List<DeployedApp> deployed = new ArrayList<>();
        DeploymentException last = null;
        boolean complete = false;
        try {
            for (App app : apps) {
                if (app.model().isPresent()) {
                    try {
                        deployed.add(deployer.deploy(app.model().get(), settingsOf(app), executor, affinity));
                    } catch (DeploymentException e) {
                        if (app.needed()) {
                            throw e;
                        }
                        last = e;
                        events.appFailed(app.contextPath(), e);
                    }
                }
            }
            if (deployed.isEmpty() && last != null) {
                throw last;
            }
            complete = true;
            return apps.size() == 1 && deployed.size() == 1 ? deployed.get(0) : new Group(deployed, paths());
        } finally {
            if (!complete) {
                new Group(deployed, paths()).close();
            }
        }
    }

    private Set<String> paths() {
        return apps.stream().map(App::contextPath).collect(Collectors.toSet());
    }

    private ContainerSettings settingsOf(App app) throws DeploymentException {
        if (apps.size() == 1) {
            return settings.at(app.contextPath(), settings.tempDir());
        }
        String name = app.contextPath().isEmpty()
                ? "ROOT"
                : app.contextPath().substring(1).replace('/', '#');
        Path own = settings.tempDir().resolve("app-" + name);
        try {
            return settings.at(app.contextPath(), Files.createDirectories(own));
        } catch (IOException e) {
            throw new DeploymentException("the temporary folder " + own + " cannot be made: " + e, e);
        }
    }

    /** Several applications as one; they end in the reverse order of their start. */
    private record Group(List<DeployedApp> members, Set<String> paths) implements DeployedApp {
        @Override
        public HttpHandler handler() {
            return new ContextRouter(members, paths);
        }

        @Override
        public String contextPath() {
            return "";
        }

        @Override
        public void drain() {
            members.forEach(DeployedApp::drain);
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
            for (int i = members.size() - 1; i >= 0; i--) {
                members.get(i).close();
            }
        }
    }
}
