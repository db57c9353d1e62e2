package org.junicorn.container.websocket;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.api.ClassIntrospecter;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ThreadSetupHandler;
import io.undertow.servlet.core.DeploymentImpl;
import io.undertow.servlet.spec.ServletContextImpl;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.WebSocketExtension;
import io.undertow.websockets.jsr.ExtensionImpl;
import io.undertow.websockets.jsr.ServerWebSocketContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** What does the work behind {@link AppWebSockets}: the one class that knows how Undertow's parts go together. */
final class Engine {
    private static final String PERMESSAGE_DEFLATE = "permessage-deflate";
    private static final String FILTER = "junicorn-websocket";
    private static final String TEXT_LIMIT = "org.apache.tomcat.websocket.textBufferSize";
    private static final String BINARY_LIMIT = "org.apache.tomcat.websocket.binaryBufferSize";

    /** Bytes of a message that is not read in parts (Tomcat: DEFAULT_BUFFER_SIZE). */
    private static final int DEFAULT_LIMIT = 8192;

    private final DeploymentImpl deployment;
    private final ClientWorker clientWorker = new ClientWorker();
    private final ByteBufferPool clientBuffers = new DefaultByteBufferPool(true, 16 * 1024, -1, 0);
    private final ServerWebSocketContainer container;
    private final OpenSockets open;
    private final Endpoints endpoints;
    private final Handshakes handshakes;

    Engine(ServletContextImpl context, ClassIntrospecter instances) {
        deployment = (DeploymentImpl) context.getDeployment();
        List<Extension> extensions =
                List.of(ExtensionImpl.create(new WebSocketExtension(PERMESSAGE_DEFLATE, List.of())));
        container = new ServerWebSocketContainer(
                instances,
                Engine.class.getClassLoader(),
                clientWorker::get,
                clientBuffers,
                List.of(new InApplication(deployment)),
                true,
                null,
                null,
                extensions);
        container.setDefaultMaxTextMessageBufferSize(limit(context, TEXT_LIMIT));
        container.setDefaultMaxBinaryMessageBufferSize(limit(context, BINARY_LIMIT));
        open = new OpenSockets(container);
        endpoints = new Endpoints(instances, extensions, open, this::listen);
        handshakes = new Handshakes(container, open);
        deployment.getSessionManager().registerSessionListener(open);
    }

    private static int limit(ServletContextImpl context, String parameter) {
        String given = context.getInitParameter(parameter);
        if (given == null) {
            return DEFAULT_LIMIT;
        }
        try {
            return Integer.parseInt(given.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the context parameter " + parameter + " is \"" + given + "\", which is no number of bytes");
        }
    }

    /** Once there is something to be reached; behind the filters of the application that are there by then. */
    private void listen() {
        FilterInfo filter = new FilterInfo(
                        FILTER,
                        HandshakeFilter.class,
                        new ImmediateInstanceFactory<>(new HandshakeFilter(endpoints, handshakes)))
                .setAsyncSupported(true);
        deployment.getDeploymentInfo().addFilter(filter);
        deployment.getDeploymentInfo().addFilterUrlMapping(FILTER, "/*", DispatcherType.REQUEST);
        deployment.getFilters().addFilter(filter);
        deployment.getServletPaths().invalidate();
    }

    Endpoints endpoints() {
        return endpoints;
    }

    ServerWebSocketContainer client() {
        return container;
    }

    void upgrade(Object request, Object response, ServerEndpointConfig config, Map<String, String> pathParameters)
            throws IOException, DeploymentException {
        handshakes.answer(
                (HttpServletRequest) request,
                (HttpServletResponse) response,
                endpoints.temporary(config),
                pathParameters);
    }

    void goAway() {
        open.goAway();
    }

    void goAwayForwarded() {
        open.goAwayForwarded();
    }

    void close() {
        open.closeAll();
        clientWorker.close();
        clientBuffers.close();
    }

    /** Calls endpoints as servlets are called: with the application's context class loader and naming. */
    private record InApplication(DeploymentImpl deployment) implements ThreadSetupHandler {
        @Override
        public <T, C> Action<T, C> create(Action<T, C> action) {
            return deployment.createThreadSetupAction(action);
        }
    }

    /** The I/O thread of connections that the application opens itself, started with the first. */
    private static final class ClientWorker implements AutoCloseable {
        private Optional<XnioWorker> worker = Optional.empty();

        synchronized XnioWorker get() {
            if (worker.isEmpty()) {
                try {
                    worker = Optional.of(Xnio.getInstance("nio", Engine.class.getClassLoader())
                            .createWorker(OptionMap.builder()
                                    .set(Options.WORKER_NAME, "websocket-client")
                                    .set(Options.THREAD_DAEMON, true)
                                    .set(Options.WORKER_IO_THREADS, 1)
                                    .set(Options.WORKER_TASK_CORE_THREADS, 1)
                                    .set(Options.WORKER_TASK_MAX_THREADS, 16)
                                    .getMap()));
                } catch (IOException e) {
                    throw new IllegalStateException("no I/O thread for WebSocket connections can be started", e);
                }
            }
            return worker.get();
        }

        @Override
        public synchronized void close() {
            worker.ifPresent(XnioWorker::shutdownNow);
        }
    }
}
