package org.junicorn.container.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.ajp.SecretListener;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.junicorn.container.Container.Listener;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.ContainerEvents.RunningRequest;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.Scorecard;
import org.junicorn.container.WarmUpRequest;
import org.junicorn.container.affinity.Affinity;
import org.junicorn.container.affinity.AffinitySettings;
import org.junicorn.container.affinity.Forwarder;
import org.junicorn.container.affinity.SocketFolder;
import org.junicorn.container.proxy.AjpGate;
import org.junicorn.container.proxy.ProxyProtocol;
import org.junicorn.container.proxy.TrustedProxies;
import org.junicorn.container.shaping.Shaping;
import org.junicorn.container.tls.Certificates;
import org.junicorn.container.tls.TlsContext;
import org.junicorn.container.tls.TlsOptions;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * Serves one application over HTTP/1.1: {@link #start()}, {@link #serve}, {@link #accept}, {@link #drain}, {@link
 * #disconnect()}, {@link #close()}, in this order. The methods are called by one thread at a time; none is called by
 * the application.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(HttpServer.class);
    static final int BUFFER_SIZE = 16 * 1024 - 20;
    private static final int BUFFERS_PER_THREAD = 4;
    private static final int MIN_TASK_THREADS = 16;
    /** Another worker's client may be told to leave, but by that worker. */
    private static final Duration SIBLING_KEEP_ALIVE = Duration.ofHours(1);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final Duration WORKER_END = Duration.ofSeconds(2);

    private final ContainerSettings settings;
    private final Scorecard scorecard;
    private final ContainerEvents events;
    private final DrainGate gate = new DrainGate();
    private final CompletableFuture<Void> stoppedAccepting = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final List<Acceptor> acceptors = new ArrayList<>();

    /** What was started, to be ended in reverse order. */
    private final List<AutoCloseable> started = new ArrayList<>();

    private final List<IoLoop> loops = new ArrayList<>();
    private Optional<RequestThreads> requestThreads = Optional.empty();
    private Optional<AccessLog> accessLog = Optional.empty();
    private Optional<SiblingDoor> siblings = Optional.empty();
    private Optional<Forwarder> forwarder = Optional.empty();
    private Optional<RateBoard> rates = Optional.empty();
    private List<UnaryOperator<HttpHandler>> limits = List.of();
    private Optional<SelfTest> selfTest = Optional.empty();
    private Optional<Rehearsal> rehearsal = Optional.empty();
    private HttpHandler root;
    private Shaping shaping;
    private ByteBufferPool buffers;
    private Optional<HttpOpenListener> siblingHttp = Optional.empty();
    private Dispatcher dispatcher;
    private HttpOpenListener http;
    private Protocols protocols;
    private Optional<TlsEntry> tls = Optional.empty();
    private Protocols.Protocol cleartext;
    private Optional<Http2Front> http2 = Optional.empty();
    private volatile HttpHandler streams;
    private Reception reception;
    private boolean draining;
    private boolean disconnected;
    private volatile boolean doorsClosed;

    public HttpServer(ContainerSettings settings, Scorecard scorecard, ContainerEvents events) {
        this.settings = settings;
        this.scorecard = scorecard;
        this.events = events;
    }

    /**
     * Starts I/O threads, which beat from now on, and makes ready for requests.
     *
     * @return what runs servlets
     * @throws DeploymentException if the access log cannot be written or there are no virtual threads; nothing is left
     *     running then
     */
    public Executor start() throws DeploymentException {
        try {
            if (settings.accessLog().isPresent()) {
                AccessLog log = AccessLog.open(settings.accessLog().get());
                started.add(log);
                accessLog = Optional.of(log);
            }
            shaping = Shaping.of(settings.shaping(), scorecard);
            if (!settings.limits().rates().isEmpty()) {
                rates = Optional.of(rateBoard());
            }
            startLoops();
            dispatcher = new Dispatcher(threads(), inline(), scorecard);
            if (!settings.requestTimeout().isZero()) {
                RequestDeadline deadline =
                        new RequestDeadline(settings.requestTimeout(), settings.stuckGrace(), dispatcher, events);
                started.add(deadline);
                deadline.start();
            }
            startServing();
            startTls();
            return dispatcher;
        } catch (GeneralSecurityException e) {
            close();
            throw new DeploymentException("TLS cannot be served: " + e.getMessage(), e);
        } catch (IOException e) {
            close();
            throw new DeploymentException("the I/O threads cannot be started: " + e.getMessage(), e);
        } catch (DeploymentException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private RateBoard rateBoard() throws DeploymentException {
        if (settings.limits().rateBoard().isEmpty()) {
            return RateBoard.alone();
        }
        try {
            return RateBoard.open(settings.limits().rateBoard().get());
        } catch (IOException e) {
            throw new DeploymentException(
                    "what the workers share about limit_rate cannot be used: " + e.getMessage(), e);
        }
    }

    private Executor threads() throws DeploymentException {
        if (settings.virtualThreads()) {
            return new VirtualThreads();
        }
        RequestThreads threads = new RequestThreads(settings.threads());
        started.add(threads);
        requestThreads = Optional.of(threads);
        return threads;
    }

    private void startLoops() throws IOException {
        // Buffers cached per virtual thread would be lost with each of them.
        buffers = new DefaultByteBufferPool(true, BUFFER_SIZE, -1, settings.virtualThreads() ? 0 : BUFFERS_PER_THREAD);
        started.add(buffers::close);
        DrainTarget.ignoreInterrupts();
        XnioWorker worker = Xnio.getInstance("nio", HttpServer.class.getClassLoader())
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "http")
                        .set(Options.THREAD_DAEMON, true)
                        .set(Options.WORKER_IO_THREADS, settings.ioThreads() + (inlines() ? 1 : 0))
                        // They read the heads of pipelined requests, and call WebSocket endpoints.
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, Math.max(MIN_TASK_THREADS, settings.threads()))
                        .getMap());
        started.add(() -> end(worker));
        IdlePolicy idle = new IdlePolicy(
                settings.keepAlive(),
                settings.limits().headTimeout(),
                settings.tls().handshakeTimeout(),
                gate);
        for (int i = 0; i < worker.getIoThreadCount(); i++) {
            boolean spare = i == settings.ioThreads();
            loops.add(new IoLoop(i, worker.getIoThread(i), inlines(), spare, scorecard, idle, settings.limits()));
        }
    }

    /** Hooks of the user may wait for anything. */
    private boolean inlines() {
        return settings.inline()
                && !settings.virtualThreads()
                && events.requestObserver().isEmpty();
    }

    private Optional<Inline> inline() {
        if (!inlines()) {
            return Optional.empty();
        }
        int count = settings.ioThreads();
        InlineWatch watch = new InlineWatch(loops.subList(0, count), loops.get(count), settings.limits());
        Inline inline = new Inline(scorecard, watch);
        started.add(inline);
        watch.start();
        return Optional.of(inline);
    }

    private void startServing() {
        http = new HttpOpenListener(
                buffers, HttpOptions.undertow(settings.rules().limits()));
        protocols = protocols(Protocols.Protocol.http1(
                http, new RelaxedTarget(settings.rules().paths())));
        reception = new Reception(
                loops,
                scorecard,
                settings.maxConnections(),
                new Refusals(scorecard, accessLog, shaping.errorPages()),
                this::connectionEnded);
        loops.forEach(IoLoop::start);
    }

    private Protocols protocols(Protocols.Protocol http1) {
        cleartext = http1;
        if (!settings.http2().http2()) {
            return Protocols.only(http1);
        }
        Http2Front front = new Http2Front(settings.http2(), settings.rules().limits(), buffers, () -> streams);
        http2 = Optional.of(front);
        Protocols.Protocol streaming = new Protocols.Protocol(front::open, RelaxedTarget.none());
        if (settings.http2().priorKnowledge()) {
            cleartext = Preface.either(http1, streaming);
        }
        LinkedHashMap<String, Protocols.Protocol> named = new LinkedHashMap<>();
        named.put("h2", streaming);
        if (settings.http2().http1()) {
            named.put("http/1.1", http1);
        }
        return Protocols.of(http1, named);
    }

    private void startTls() throws GeneralSecurityException {
        if (!settings.tls().certificates().identities().isEmpty()) {
            TlsEntry entry = new TlsEntry(new TlsContext(settings.tls()), protocols);
            started.add(0, entry); // ended last: connections have its buffers until they end
            tls = Optional.of(entry);
        }
    }

    /** See {@link org.junicorn.container.Container#renew}. */
    public void renew(Certificates certificates) throws GeneralSecurityException {
        if (tls.isEmpty()) {
            throw new GeneralSecurityException("no TLS is served");
        }
        tls.get().renew(certificates);
    }

    private Entry entry(Listener listener) {
        if (listener.ajp()) {
            return ajpEntry();
        }
        Entry entry = listener.tls() ? tls.orElseThrow() : Entry.plain(cleartext);
        return ProxyProtocol.of(settings.proxies())
                .<Entry>map(protocol -> new ProxyEntry(protocol, listener.tls(), entry))
                .orElse(entry);
    }

    private Entry ajpEntry() {
        SecretListener ajp = new SecretListener(
                buffers, HttpOptions.undertow(settings.rules().limits()));
        String secret = settings.proxies().ajpSecret();
        Optional<UnaryOperator<HttpHandler>> headers = TrustedProxies.stage(settings.proxies());
        ajp.setRootHandler(chain(
                Optional.of(next -> new AjpGate(
                        secret, headers.map(stage -> stage.apply(next)).orElse(next))),
                Optional.empty(),
                shaping,
                settings.tls(),
                gate,
                settings.keepAlive(),
                settings.limits().requestsPerConnection(),
                limits,
                root));
        Protocols.Protocol protocol = Protocols.Protocol.http1(ajp, RelaxedTarget.none());
        return (connection, stream) -> {
            connection.speakAjp();
            connection.serve(stream, protocol);
        };
    }

    /** What makes requests look as what trusted proxies say about their connections. */
    private Optional<UnaryOperator<HttpHandler>> proxies() {
        Optional<UnaryOperator<HttpHandler>> headers = TrustedProxies.stage(settings.proxies());
        return settings.proxies().proxyProtocol() == ProxyRules.ProxyProtocol.OFF
                ? headers
                : Optional.of(next ->
                        new Balanced(headers.map(stage -> stage.apply(next)).orElse(next)));
    }

    /**
     * Listens for requests that other workers forward, and makes ready to forward some to them. After {@link #start()},
     * before {@link #serve}.
     *
     * @param onUnpinned called while the server drains, when it stops serving sessions that only it can serve
     * @throws DeploymentException if the socket cannot be made
     */
    public Affinity join(AffinitySettings affinity, Runnable onUnpinned) throws DeploymentException {
        SocketFolder sockets = new SocketFolder(affinity.folder());
        Forwarder forwarding = new Forwarder(sockets, buffers, new Books());
        Affinity made = new Affinity(affinity.worker(), forwarding);
        try {
            SocketFolder.Door door = sockets.open(affinity.worker());
            HttpOpenListener listener = new HttpOpenListener(
                    buffers, HttpOptions.undertow(settings.rules().limits()));
            SiblingDoor siblingDoor = new SiblingDoor(
                    door,
                    loops,
                    listener,
                    new Refusals(scorecard, accessLog, shaping.errorPages()),
                    made::pinned,
                    onUnpinned,
                    this::connectionEnded);
            siblings = Optional.of(siblingDoor);
            siblingHttp = Optional.of(listener);
            forwarder = Optional.of(forwarding);
            started.add(siblingDoor::close);
            started.add(forwarding);
            return made;
        } catch (IOException e) {
            throw new DeploymentException("other workers could not reach this one: " + e.getMessage(), e);
        }
    }

    /** Keeps the books of requests that are forwarded. */
    private final class Books implements Forwarder.Ledger {
        @Override
        public void handedOver(HttpServerExchange exchange) {
            Request.of(exchange).loggedElsewhere(true);
        }

        @Override
        public void takenBack(HttpServerExchange exchange) {
            Request request = Request.of(exchange);
            request.loggedElsewhere(false);
            dispatcher.bring(request);
        }
    }

    /** Sets what answers requests: it is called with the normalised path, on an I/O thread, and must not block. */
    public void serve(HttpHandler application) {
        limits = EdgeStages.of(settings.limits(), rates);
        HttpHandler chain = chain(
                proxies(),
                settings.http2().http1() ? Optional.empty() : Optional.of(Http1Refusal::new),
                shaping,
                settings.tls(),
                gate,
                settings.keepAlive(),
                settings.limits().requestsPerConnection(),
                limits,
                application);
        streams = chain;
        http.setRootHandler(http1(chain));
        root = application;
        siblingHttp.ifPresent(listener -> listener.setRootHandler(chain(
                Optional.of(Restoration::new),
                Optional.empty(),
                shaping.behindSibling(),
                TlsOptions.none(), // the other side has seen to it
                new DrainGate(),
                SIBLING_KEEP_ALIVE,
                0,
                List.of(), // the other side has limits
                application)));
        siblings.ifPresent(SiblingDoor::open);
    }

    /** What requests of HTTP/1 pass through beside those of HTTP/2. */
    private HttpHandler http1(HttpHandler chain) {
        return http2.filter(front -> front.options().upgrade())
                .<HttpHandler>map(front -> new Http2Upgrade(front, chain))
                .orElse(chain);
    }

    /**
     * Asks the application as a client would, but without being counted or logged; nobody needs to be let in yet. Called by
     * one thread at a time, after {@link #serve}.
     *
     * @param target path and query
     * @return the status of the answer
     * @throws IOException if there is none in time
     */
    public int ask(String target, Duration timeout) throws IOException {
        SelfTest asking;
        synchronized (this) {
            if (selfTest.isEmpty()) {
                selfTest = Optional.of(own(
                        next -> new InFlight(Scorecard.NONE, new DrainGate(), Duration.ZERO, 0, next),
                        Optional.empty(),
                        Shaping.none()));
            }
            asking = selfTest.get();
        }
        return asking.ask(target, timeout);
    }

    /** Makes requests of this process, which nobody counts, logs, limits or redirects. */
    private SelfTest own(
            UnaryOperator<HttpHandler> inFlight, Optional<UnaryOperator<HttpHandler>> origin, Shaping stages) {
        HttpOpenListener own = new HttpOpenListener(
                buffers, HttpOptions.undertow(settings.rules().limits()));
        own.setRootHandler(HandlerChain.of(
                inFlight,
                origin,
                Optional.empty(),
                Optional.empty(),
                settings.rules(),
                stages,
                TlsOptions.none(),
                List.of(),
                dispatcher,
                Optional.empty(),
                root));
        return new SelfTest(
                loops,
                own,
                new Refusals(Scorecard.NONE, Optional.empty(), Optional.empty()),
                new IdlePolicy(SIBLING_KEEP_ALIVE, Duration.ZERO, new DrainGate()));
    }

    /** See {@link org.junicorn.container.Container#rehearse}. */
    public int rehearse(String target, Duration timeout) throws IOException {
        Rehearsal client;
        synchronized (this) {
            if (rehearsal.isEmpty()) {
                rehearsal = Optional.of(new Rehearsal(own(
                        next -> InFlight.rehearsed(SIBLING_KEEP_ALIVE, next),
                        Optional.of(next -> exchange -> {
                            WarmUpRequest.mark(exchange);
                            next.handleRequest(exchange);
                        }),
                        shaping.forWarmUp())));
            }
            client = rehearsal.get();
        }
        return client.ask(target, timeout);
    }

    /** See {@link org.junicorn.container.Container#rehearsed}. */
    public synchronized void rehearsed() {
        try {
            if (rehearsal.isPresent()) {
                rehearsal.get().close();
            }
        } catch (IOException e) {
            LOG.debug("a connection of our own could not be closed", e);
        }
        rehearsal = Optional.empty();
    }

    private HttpHandler chain(
            Optional<UnaryOperator<HttpHandler>> origin,
            Optional<UnaryOperator<HttpHandler>> versions,
            Shaping stages,
            TlsOptions tlsOptions,
            DrainGate drainGate,
            Duration keepAlive,
            int requestsPerConnection,
            List<UnaryOperator<HttpHandler>> limits,
            HttpHandler application) {
        return HandlerChain.of(
                next -> new InFlight(scorecard, drainGate, keepAlive, requestsPerConnection, next),
                origin,
                versions,
                accessLog,
                settings.rules(),
                stages,
                tlsOptions,
                limits,
                dispatcher,
                events.requestObserver(),
                application);
    }

    /** Begins to accept. */
    public synchronized void accept(List<Listener> listeners) {
        for (Listener listener : listeners) {
            Acceptor acceptor = new Acceptor(listener, entry(listener), reception, scorecard);
            acceptors.add(acceptor);
            if (draining) {
                acceptor.stop();
                acceptor.leave();
            } else {
                acceptor.start();
            }
        }
    }

    /** See {@link org.junicorn.container.Container#drain}. */
    public CompletableFuture<Void> drain(Set<String> sweep, Duration idleGrace) {
        return drain(sweep, idleGrace, FOR_EVER);
    }

    /** See {@link org.junicorn.container.Container#drain}. */
    public synchronized CompletableFuture<Void> drain(Set<String> sweep, Duration idleGrace, Duration patience) {
        if (!draining) {
            draining = true;
            // First: what is accepted or answered from now on is told that it is the last.
            gate.close(idleGrace, System.nanoTime());
            Thread thread = new Thread(() -> closeDoors(Set.copyOf(sweep), patience), "drain");
            thread.setDaemon(true);
            thread.start();
        }
        return drained.copy();
    }

    /** See {@link org.junicorn.container.Container#stoppedAccepting}. */
    public CompletableFuture<Void> stoppedAccepting() {
        return stoppedAccepting.copy();
    }

    private void closeDoors(Set<String> sweep, Duration patience) {
        List<Acceptor> all;
        synchronized (this) {
            all = List.copyOf(acceptors);
        }
        all.forEach(Acceptor::stop);
        for (Acceptor acceptor : all) {
            if (sweep.contains(acceptor.name())) {
                acceptor.sweep();
            } else {
                acceptor.leave();
            }
        }
        stoppedAccepting.complete(null);
        loops.forEach(IoLoop::drain);
        forwarder.ifPresent(Forwarder::drain);
        siblings.ifPresent(door -> door.leave(patience));
        doorsClosed = true;
        connectionEnded();
    }

    private void connectionEnded() {
        if (doorsClosed && openConnections() == 0) {
            drained.complete(null);
        }
    }

    public void reopenLogs() {
        accessLog.ifPresent(AccessLog::reopen);
    }

    /** What threads work on, the oldest first. */
    public List<RunningRequest> runningRequests() {
        long now = System.nanoTime();
        return dispatcher.running().stream()
                .flatMap(work -> work.describe(now).stream())
                .sorted((a, b) -> b.age().compareTo(a.age()))
                .toList();
    }

    /** How many requests wait for a thread; none with virtual threads. Any thread, after {@link #start()}. */
    public int queued() {
        return requestThreads.map(RequestThreads::queued).orElse(0);
    }

    /** How long the request has waited that is served next. Any thread, after {@link #start()}. */
    public Duration oldestQueued() {
        long now = System.nanoTime();
        return requestThreads
                .flatMap(RequestThreads::next)
                .map(next -> Duration.ofNanos(Math.max(0, now - ((Work) next).queued())))
                .orElse(Duration.ZERO);
    }

    /** How long the request has been in flight that has been so for longest. Any thread, after {@link #start()}. */
    public Duration oldestRequest() {
        long now = System.nanoTime();
        long began = loops.stream()
                .flatMapToLong(loop -> loop.oldestBegan().stream())
                .min()
                .orElse(now);
        return Duration.ofNanos(Math.max(0, now - began));
    }

    public int openConnections() {
        return reception == null
                ? 0
                : reception.openConnections()
                        + siblings.map(SiblingDoor::openConnections).orElse(0);
    }

    /**
     * Ends all connections and takes no more requests; threads that still work on one are interrupted and awaited
     * shortly, so that the application can be ended. Does nothing if it was done before.
     */
    public synchronized void disconnect() {
        if (disconnected || reception == null) {
            return;
        }
        disconnected = true;
        if (!draining) {
            draining = true;
            gate.close(Duration.ZERO, System.nanoTime());
            acceptors.forEach(Acceptor::stop);
            acceptors.forEach(Acceptor::leave);
        }
        siblings.ifPresent(SiblingDoor::close);
        dispatcher.close();
        dispatcher.running().forEach(Work::interrupt);
        loops.forEach(IoLoop::disconnectAll);
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        while (!dispatcher.running().isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        dispatcher.running().forEach(work -> work.describe(System.nanoTime())
                .ifPresent(
                        request -> LOG.warn("a request does not end: " + request.method() + " " + request.target())));
    }

    /** Ends all threads. Does nothing if it was done before. */
    @Override
    public synchronized void close() {
        disconnect();
        for (int i = started.size() - 1; i >= 0; i--) {
            try {
                started.get(i).close();
            } catch (Exception e) {
                LOG.warn("something could not be closed", e);
            }
        }
        started.clear();
        drained.complete(null);
    }

    private static void end(XnioWorker worker) throws InterruptedException {
        worker.shutdownNow();
        if (!worker.awaitTermination(WORKER_END.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("the I/O threads do not end");
        }
    }
}
