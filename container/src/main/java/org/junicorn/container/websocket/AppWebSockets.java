package org.junicorn.container.websocket;

import io.undertow.servlet.api.ClassIntrospecter;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.spec.ServletContextImpl;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * The WebSocket container of one application (WebSocket 2.2, 6.4), from the beginning of its deployment: frameworks look
 * for it in the servlet context, whether or not they will use it. What does the work is made at the first use. Any thread.
 */
public final class AppWebSockets implements ServerContainer {
    private final ClassIntrospecter instances;
    private final ClassLoader loader;
    private ServletContextImpl context;
    private volatile Engine engine;
    private boolean draining;
    private boolean drainingForwarded;
    private boolean closed;

    /**
     * @param instances makes endpoints, encoders, decoders and configurators
     * @param loader the application's
     */
    public AppWebSockets(ClassIntrospecter instances, ClassLoader loader) {
        this.instances = instances;
        this.loader = loader;
    }

    /** Makes it known to the application. */
    public void install(DeploymentInfo deployment) {
        deployment.addServletContextAttribute(ServerContainer.class.getName(), this);
        deployment.addServletExtension((info, servletContext) -> context = (ServletContextImpl) servletContext);
        ClientContainers.add(loader, this);
    }

    private Engine engine() {
        Engine made = engine;
        return made != null ? made : make();
    }

    private synchronized Engine make() {
        if (closed) {
            throw new IllegalStateException("the application is being stopped");
        }
        if (engine == null) {
            Engine fresh = new Engine(context, instances);
            if (draining) {
                fresh.goAway();
            }
            if (drainingForwarded) {
                fresh.goAwayForwarded();
            }
            engine = fresh;
        }
        return engine;
    }

    /** Whether a filter is ours, and lets all requests pass that do not ask for another protocol. */
    public static boolean onlyUpgrades(FilterInfo filter) {
        return filter != null && filter.getFilterClass() == HandshakeFilter.class;
    }

    /**
     * Tells all clients to go away, those too that are only now connecting (RFC 6455, 7.4.1: 1001). Their connections
     * end when they have answered, or a few seconds later. Not those whose connections another worker forwards: their
     * sessions are only here, and they would come back at once.
     */
    public synchronized void drain() {
        draining = true;
        if (engine != null) {
            engine.goAway();
        }
    }

    /** Tells those clients, too, whose connections another worker forwards. */
    public synchronized void drainForwarded() {
        drainingForwarded = true;
        if (engine != null) {
            engine.goAwayForwarded();
        }
    }

    /** Ends what is left, when the application ends. */
    public synchronized void close() {
        closed = true;
        ClientContainers.remove(loader);
        if (engine != null) {
            engine.close();
        }
    }

    @Override
    public void addEndpoint(Class<?> annotated) throws DeploymentException {
        engine().endpoints().add(annotated);
    }

    @Override
    public void addEndpoint(ServerEndpointConfig config) throws DeploymentException {
        engine().endpoints().add(config);
    }

    @Override
    public void upgradeHttpToWebSocket(
            Object request, Object response, ServerEndpointConfig config, Map<String, String> pathParameters)
            throws IOException, DeploymentException {
        engine().upgrade(request, response, config, pathParameters);
    }

    @Override
    public Session connectToServer(Object annotated, URI path) throws DeploymentException, IOException {
        return engine().client().connectToServer(annotated, path);
    }

    @Override
    public Session connectToServer(Class<?> annotated, URI path) throws DeploymentException, IOException {
        return engine().client().connectToServer(annotated, path);
    }

    @Override
    public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI path)
            throws DeploymentException, IOException {
        return engine().client().connectToServer(endpoint, config, path);
    }

    @Override
    public Session connectToServer(Class<? extends Endpoint> endpoint, ClientEndpointConfig config, URI path)
            throws DeploymentException, IOException {
        return engine().client().connectToServer(endpoint, config, path);
    }

    @Override
    public long getDefaultAsyncSendTimeout() {
        return engine().client().getDefaultAsyncSendTimeout();
    }

    @Override
    public void setAsyncSendTimeout(long millis) {
        engine().client().setAsyncSendTimeout(millis);
    }

    @Override
    public long getDefaultMaxSessionIdleTimeout() {
        return engine().client().getDefaultMaxSessionIdleTimeout();
    }

    @Override
    public void setDefaultMaxSessionIdleTimeout(long millis) {
        engine().client().setDefaultMaxSessionIdleTimeout(millis);
    }

    @Override
    public int getDefaultMaxBinaryMessageBufferSize() {
        return engine().client().getDefaultMaxBinaryMessageBufferSize();
    }

    @Override
    public void setDefaultMaxBinaryMessageBufferSize(int bytes) {
        engine().client().setDefaultMaxBinaryMessageBufferSize(bytes);
    }

    @Override
    public int getDefaultMaxTextMessageBufferSize() {
        return engine().client().getDefaultMaxTextMessageBufferSize();
    }

    @Override
    public void setDefaultMaxTextMessageBufferSize(int bytes) {
        engine().client().setDefaultMaxTextMessageBufferSize(bytes);
    }

    @Override
    public Set<Extension> getInstalledExtensions() {
        return engine().client().getInstalledExtensions();
    }
}
