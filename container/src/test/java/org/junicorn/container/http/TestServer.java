package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.ContainerSettings.AccessLogSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.EdgeLimits;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.RequestRules;
import org.junicorn.container.affinity.Affinity;
import org.junicorn.container.affinity.AffinitySettings;
import org.junicorn.container.shaping.ShapingOptions;

/** A server on a socket of its own, with an application that is a handler. */
final class TestServer implements AutoCloseable {
    static final ContainerSettings SETTINGS = new ContainerSettings(
            "",
            Path.of(System.getProperty("java.io.tmpdir")),
            2,
            8,
            false,
            1000,
            Duration.ofSeconds(75),
            Duration.ZERO,
            Duration.ofSeconds(1),
            Optional.empty());

    private final SharedSocket socket;
    private final Card card = new Card();
    private final Events events = new Events();
    private final HttpServer server;

    /** What the container reported. */
    static final class Events implements ContainerEvents {
        final List<RunningRequest> timedOut = new CopyOnWriteArrayList<>();
        final List<RunningRequest> stuck = new CopyOnWriteArrayList<>();

        @Override
        public void requestTimedOut(RunningRequest request) {
            timedOut.add(request);
        }

        @Override
        public void requestStuck(RunningRequest request) {
            stuck.add(request);
        }
    }

    private TestServer(SharedSocket socket, ContainerSettings settings) {
        this.socket = socket;
        this.server = new HttpServer(settings, card, events);
    }

    /** Starts with an application made from the executor of the servlets. */
    static TestServer start(SharedSocket socket, ContainerSettings settings, Function<Executor, HttpHandler> app)
            throws DeploymentException {
        TestServer test = new TestServer(socket, settings);
        Executor executor = test.server.start();
        test.server.serve(app.apply(executor));
        test.server.accept(List.of(socket.listener("main")));
        return test;
    }

    /** Starts as a worker among others, with an application made from the way to them as well. */
    static TestServer join(
            ContainerSettings settings,
            AffinitySettings affinity,
            BiFunction<Affinity, Executor, HttpHandler> app,
            Runnable onUnpinned)
            throws DeploymentException, IOException {
        TestServer test = new TestServer(SharedSocket.tcp(), settings);
        Executor executor = test.server.start();
        test.server.serve(app.apply(test.server.join(affinity, onUnpinned), executor));
        test.server.accept(List.of(test.socket.listener("main")));
        return test;
    }

    static TestServer start(ContainerSettings settings, Function<Executor, HttpHandler> app)
            throws DeploymentException, IOException {
        return start(SharedSocket.tcp(), settings, app);
    }

    /** Starts with web servers that speak AJP. */
    static TestServer ajp(ContainerSettings settings, HttpHandler app) throws DeploymentException, IOException {
        TestServer test = new TestServer(SharedSocket.tcp(), settings);
        Executor executor = test.server.start();
        test.server.serve(blocking(app).apply(executor));
        test.server.accept(List.of(test.socket.ajp("main")));
        return test;
    }

    /** Starts with clients that speak TLS. */
    static TestServer tls(ContainerSettings settings, HttpHandler app) throws DeploymentException, IOException {
        TestServer test = new TestServer(SharedSocket.tcp(), settings);
        Executor executor = test.server.start();
        test.server.serve(blocking(app).apply(executor));
        test.server.accept(List.of(test.socket.secured("main")));
        return test;
    }

    /** An application that answers on a request thread. */
    static Function<Executor, HttpHandler> blocking(HttpHandler handler) {
        return executor -> new HttpContinueReadHandler(exchange -> exchange.dispatch(executor, blocked -> {
            blocked.startBlocking();
            handler.handleRequest(blocked);
        }));
    }

    static TestServer blocking(UnaryOperator<Change> change, HttpHandler handler)
            throws DeploymentException, IOException {
        return start(change.apply(new Change()).settings, blocking(handler));
    }

    /** Settings that differ in something. */
    static final class Change {
        private ContainerSettings settings = SETTINGS;

        Change keepAlive(Duration time) {
            return with(settings.maxConnections(), settings.threads(), time, settings.requestTimeout(), null);
        }

        Change maxConnections(int count) {
            return with(count, settings.threads(), settings.keepAlive(), settings.requestTimeout(), null);
        }

        Change threads(int count) {
            return with(settings.maxConnections(), count, settings.keepAlive(), settings.requestTimeout(), null);
        }

        Change requestTimeout(Duration time) {
            return with(settings.maxConnections(), settings.threads(), settings.keepAlive(), time, null);
        }

        Change accessLog(Path file, String format) {
            return accessLog(new AccessLogSettings(Optional.of(file), -1, format));
        }

        Change accessLog(AccessLogSettings log) {
            return with(
                    settings.maxConnections(),
                    settings.threads(),
                    settings.keepAlive(),
                    settings.requestTimeout(),
                    log);
        }

        Change rules(RequestRules rules) {
            settings = settings.with(rules);
            return this;
        }

        Change shaping(ShapingOptions shaping) {
            settings = settings.with(shaping);
            return this;
        }

        Change proxies(ProxyRules rules) {
            settings = settings.with(rules);
            return this;
        }

        /** The application gets a request before its body has come. */
        Change unbuffered() {
            EdgeLimits usual = EdgeLimits.standard();
            return limits(new EdgeLimits(
                    usual.headTimeout(),
                    usual.bodyTimeout(),
                    usual.bodyRate(),
                    usual.sendTimeout(),
                    usual.sendRate(),
                    usual.requestsPerConnection(),
                    usual.bodyBytes(),
                    usual.responseHeadBytes(),
                    0,
                    usual.concurrent(),
                    usual.queued(),
                    usual.queueTimeout(),
                    usual.rates(),
                    usual.rateBoard()));
        }

        Change inline() {
            settings = settings.withInline(true);
            return this;
        }

        Change limits(EdgeLimits limits) {
            settings = settings.with(limits);
            return this;
        }

        private Change with(
                int connections, int threads, Duration keepAlive, Duration requestTimeout, AccessLogSettings log) {
            settings = new ContainerSettings(
                    settings.contextPath(),
                    settings.tempDir(),
                    settings.ioThreads(),
                    threads,
                    settings.virtualThreads(),
                    settings.inline(),
                    connections,
                    keepAlive,
                    requestTimeout,
                    Duration.ofMillis(300),
                    log == null ? settings.accessLog() : Optional.of(log),
                    settings.realm(),
                    settings.rules(),
                    settings.sessions(),
                    settings.tls(),
                    settings.shaping(),
                    settings.proxies(),
                    settings.http2(),
                    settings.limits());
            return this;
        }

        ContainerSettings settings() {
            return settings;
        }
    }

    SocketAddress address() {
        return socket.address();
    }

    SharedSocket socket() {
        return socket;
    }

    Card card() {
        return card;
    }

    Events events() {
        return events;
    }

    HttpServer server() {
        return server;
    }

    Client client() throws IOException {
        return Client.connect(address());
    }

    /** Sends one request, without a body, over a connection of its own. */
    Client.Response get(String path) throws IOException {
        try (Client client = client()) {
            return client.get(path);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        socket.close();
    }
}
