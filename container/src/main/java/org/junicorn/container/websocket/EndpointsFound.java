package org.junicorn.container.websocket;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Deploys the endpoints that were found in the application: all that are annotated, or, if the application chooses, what
 * its {@link ServerApplicationConfig}s answer (WebSocket 2.2, 6.2). It is called before the application's initializers.
 */
public final class EndpointsFound implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> found, ServletContext context) throws ServletException {
        Set<Class<?>> annotated = new LinkedHashSet<>();
        Set<Class<? extends Endpoint>> programmatic = new LinkedHashSet<>();
        Set<Class<? extends ServerApplicationConfig>> choosing = new LinkedHashSet<>();
        for (Class<?> type : found == null ? Set.<Class<?>>of() : found) {
            if (Modifier.isAbstract(type.getModifiers()) || !Modifier.isPublic(type.getModifiers())) {
                continue;
            }
            if (type.isAnnotationPresent(ServerEndpoint.class)) {
                annotated.add(type);
            }
            if (Endpoint.class.isAssignableFrom(type)) {
                programmatic.add(type.asSubclass(Endpoint.class));
            }
            if (ServerApplicationConfig.class.isAssignableFrom(type)) {
                choosing.add(type.asSubclass(ServerApplicationConfig.class));
            }
        }
        try {
            deploy(annotated, programmatic, choosing, (ServerContainer)
                    context.getAttribute(ServerContainer.class.getName()));
        } catch (DeploymentException | ReflectiveOperationException e) {
            throw new ServletException(e);
        }
    }

    private static void deploy(
            Set<Class<?>> annotated,
            Set<Class<? extends Endpoint>> programmatic,
            Set<Class<? extends ServerApplicationConfig>> choosing,
            ServerContainer container)
            throws DeploymentException, ReflectiveOperationException {
        Set<Class<?>> classes = new LinkedHashSet<>(choosing.isEmpty() ? annotated : Set.of());
        Set<ServerEndpointConfig> configs = new HashSet<>();
        for (Class<? extends ServerApplicationConfig> type : choosing) {
            ServerApplicationConfig choice = type.getDeclaredConstructor().newInstance();
            Set<ServerEndpointConfig> chosen = choice.getEndpointConfigs(programmatic);
            configs.addAll(chosen == null ? Set.of() : chosen);
            Set<Class<?>> some = choice.getAnnotatedEndpointClasses(annotated);
            classes.addAll(some == null ? Set.of() : some);
        }
        for (ServerEndpointConfig config : configs) {
            container.addEndpoint(config);
        }
        for (Class<?> type : classes) {
            container.addEndpoint(type);
        }
    }
}
