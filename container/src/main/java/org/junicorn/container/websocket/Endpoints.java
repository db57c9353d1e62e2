package org.junicorn.container.websocket;

import io.undertow.servlet.api.ClassIntrospecter;
import io.undertow.servlet.api.InstanceFactory;
import io.undertow.util.PathTemplate;
import io.undertow.util.PathTemplateMatcher;
import io.undertow.util.PathTemplateMatcher.PathMatchResult;
import io.undertow.websockets.jsr.ConfiguredServerEndpoint;
import io.undertow.websockets.jsr.DefaultContainerConfigurator;
import io.undertow.websockets.jsr.EncodingFactory;
import io.undertow.websockets.jsr.annotated.AnnotatedEndpointFactory;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The endpoints of an application by path. Endpoints may be added at any time, as Spring does when its servlet starts.
 * Any thread.
 */
final class Endpoints {
    private final ClassIntrospecter instances;
    private final List<Extension> extensions;
    private final OpenSockets open;
    private final Runnable onFirst;
    private final Set<Class<?>> annotated = new HashSet<>();
    private volatile PathTemplateMatcher<ConfiguredServerEndpoint> paths = new PathTemplateMatcher<>();

    /**
     * @param open takes the sessions of all endpoints
     * @param onFirst called when the first endpoint is there
     */
    Endpoints(ClassIntrospecter instances, List<Extension> extensions, OpenSockets open, Runnable onFirst) {
        this.instances = instances;
        this.extensions = extensions;
        this.open = open;
        this.onFirst = onFirst;
    }

    Optional<PathMatchResult<ConfiguredServerEndpoint>> at(String path) {
        return Optional.ofNullable(paths.match(path));
    }

    /** A class that was added before is left alone: it may be found by a search and named by the application too. */
    synchronized void add(Class<?> type) throws DeploymentException {
        ServerEndpoint annotation = type.getAnnotation(ServerEndpoint.class);
        if (annotation == null) {
            throw new DeploymentException(type.getName() + " has no @ServerEndpoint");
        }
        if (!annotated.add(type)) {
            return;
        }
        add(ServerEndpointConfig.Builder.create(type, annotation.value())
                .decoders(List.of(annotation.decoders()))
                .encoders(List.of(annotation.encoders()))
                .subprotocols(List.of(annotation.subprotocols()))
                .configurator(configurator(annotation.configurator()))
                .build());
    }

    private Configurator configurator(Class<? extends Configurator> type) throws DeploymentException {
        if (type == Configurator.class) {
            return DefaultContainerConfigurator.INSTANCE;
        }
        try {
            return instances.createInstanceFactory(type).createInstance().getInstance();
        } catch (InstantiationException | NoSuchMethodException e) {
            throw new DeploymentException("the configurator " + type.getName() + " cannot be made", e);
        }
    }

    /** @throws DeploymentException if there is an endpoint at this path, or it is not valid */
    synchronized void add(ServerEndpointConfig config) throws DeploymentException {
        PathTemplate path = path(config);
        for (PathTemplate other : paths.getPathTemplates()) {
            if (other.compareTo(path) == 0) {
                throw new DeploymentException(
                        "the endpoint " + config.getEndpointClass().getName() + " is to be at "
                                + config.getPath() + ", where "
                                + paths.get(other.getTemplateString())
                                        .getEndpointConfiguration()
                                        .getEndpointClass()
                                        .getName()
                                + " is already; give one of them another path");
            }
        }
        ConfiguredServerEndpoint endpoint = endpoint(config, path);
        // A fresh one, since requests are matched meanwhile.
        PathTemplateMatcher<ConfiguredServerEndpoint> more = new PathTemplateMatcher<>();
        more.addAll(paths).add(path, endpoint);
        boolean first = paths.getPathTemplates().isEmpty();
        paths = more;
        if (first) {
            onFirst.run();
        }
    }

    /** For one connection, which the application itself has mapped to the endpoint. */
    ConfiguredServerEndpoint temporary(ServerEndpointConfig config) throws DeploymentException {
        return endpoint(config, path(config));
    }

    private static PathTemplate path(ServerEndpointConfig config) throws DeploymentException {
        try {
            return PathTemplate.create(config.getPath());
        } catch (IllegalArgumentException e) {
            throw new DeploymentException(
                    "the path \"" + config.getPath() + "\" of the endpoint "
                            + config.getEndpointClass().getName() + " is not valid: " + e.getMessage(),
                    e);
        }
    }

    private ConfiguredServerEndpoint endpoint(ServerEndpointConfig config, PathTemplate path)
            throws DeploymentException {
        EncodingFactory encodings =
                EncodingFactory.createFactory(instances, config.getDecoders(), config.getEncoders());
        Class<?> type = config.getEndpointClass();
        AnnotatedEndpointFactory methods = Endpoint.class.isAssignableFrom(type)
                ? null
                : AnnotatedEndpointFactory.create(type, encodings, path.getParameterNames());
        return new Watched(config, factory(type), path, encodings, methods, extensions, open);
    }

    private InstanceFactory<?> factory(Class<?> type) throws DeploymentException {
        try {
            return instances.createInstanceFactory(type);
        } catch (NoSuchMethodException e) {
            throw new DeploymentException("the endpoint " + type.getName() + " cannot be made", e);
        }
    }

    /** Tells of each session as it begins and ends. */
    private static final class Watched extends ConfiguredServerEndpoint {
        private final OpenSockets open;

        Watched(
                ServerEndpointConfig config,
                InstanceFactory<?> factory,
                PathTemplate path,
                EncodingFactory encodings,
                AnnotatedEndpointFactory methods,
                List<Extension> extensions,
                OpenSockets open) {
            super(config, factory, path, encodings, methods, extensions);
            this.open = open;
        }

        @Override
        public void addOpenSession(Session session) {
            super.addOpenSession(session);
            open.add(session);
        }

        @Override
        public void removeOpenSession(Session session) {
            open.remove(session);
            super.removeOpenSession(session);
        }
    }
}
