package org.junicorn.container;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junicorn.container.affinity.Affinity;
import org.junicorn.container.affinity.AffinitySettings;
import org.junicorn.container.deploy.DeployedApp;
import org.junicorn.container.http.HttpServer;
import org.junicorn.container.route.RoutingOptions;
import org.junicorn.container.session.SessionSettings;
import org.junicorn.container.tls.Certificates;
import org.junicorn.container.war.WebAppModel;

/**
 * Serves one or several web applications: {@link #start()}, {@link #accept}, {@link #drain}, {@link #close()}. Its methods are
 * called by one thread at a time, which is neither one of its own nor one of the application's.
 */
public final class Container implements AutoCloseable {
    private final AppFactory factory;
    private final HttpServer server;
    private final SessionSettings sessions;
    private volatile DeployedApp app;

    /** Deploys the applications whose requests the executor runs. */
    @FunctionalInterface
    interface AppFactory {
        DeployedApp deploy(Executor executor, Optional<Affinity> affinity) throws DeploymentException;
    }

    /**
     * One of the applications.
     *
     * @param place no other one has it
     * @param model empty if it is known that it cannot be deployed: its path answers 404
     * @param needed whether the container does not start if this one fails
     */
    public record App(Place place, Optional<WebAppModel> model, boolean needed) {
        public App(String contextPath, WebAppModel model, boolean needed) {
            this(Place.of(contextPath), Optional.of(model), needed);
        }

        /** One that answers 404. */
        public static App broken(Place place) {
            return new App(place, Optional.empty(), false);
        }
    }

    /**
     * One listening socket, open twice on two descriptors: closing one must not take the other along.
     *
     * @param name as the user wrote or would write it, such as "127.0.0.1:8000"
     * @param acceptor used blocking, from {@link Container#accept} on; owned by the container
     * @param sweeper only touched while the server stops; owned by the container
     * @param unix whether it is a Unix-domain socket
     * @param tls whether clients speak TLS; not with a Unix-domain socket
     * @param ajp whether clients are web servers that speak AJP/1.3, and no TLS
     */
    public record Listener(
            String name,
            ServerSocketChannel acceptor,
            ServerSocketChannel sweeper,
            boolean unix,
            boolean tls,
            boolean ajp) {
        /** One of HTTP, with TLS or without. */
        public Listener(
                String name, ServerSocketChannel acceptor, ServerSocketChannel sweeper, boolean unix, boolean tls) {
            this(name, acceptor, sweeper, unix, tls, false);
        }

        /** One without TLS. */
        public Listener(String name, ServerSocketChannel acceptor, ServerSocketChannel sweeper, boolean unix) {
            this(name, acceptor, sweeper, unix, false);
        }
    }

    public Container(ContainerSettings settings, WebAppModel model, Scorecard scorecard, ContainerEvents events) {
        this(settings, List.of(new App(settings.contextPath(), model, true)), scorecard, events);
    }

    /** A container of several applications; each has its own class loader, context, sessions and temporary folder. */
    public Container(ContainerSettings settings, List<App> apps, Scorecard scorecard, ContainerEvents events) {
        this(settings, apps, RoutingOptions.NONE, scorecard, events);
    }

    /** The same with more than paths to choose among them by. */
    public Container(
            ContainerSettings settings,
            List<App> apps,
            RoutingOptions routing,
            Scorecard scorecard,
            ContainerEvents events) {
        this(
                settings,
                (executor, affinity) ->
                        new AppGroup(apps, settings, routing, scorecard, events, affinity).deploy(executor),
                scorecard,
                events);
    }

    Container(ContainerSettings settings, AppFactory factory, Scorecard scorecard, ContainerEvents events) {
        this.factory = factory;
        this.sessions = settings.sessions();
        this.server = new HttpServer(settings, scorecard, events);
    }

    /**
     * Starts threads and deploys the applications; servlets to be loaded on start-up are loaded when it returns.
     * Heartbeats begin, nothing is accepted.
     *
     * @throws DeploymentException if an application that is needed, or every one, or the access log fails; nothing is left running then
     */
    public void start() throws DeploymentException {
        Executor executor = server.start();
        try {
            Optional<Affinity> affinity = sessions.affinity().isPresent()
                    ? Optional.of(server.join(
                            new AffinitySettings(sessions.affinity().get(), sessions.worker()), this::drainForwarded))
                    : Optional.empty();
            app = factory.deploy(executor, affinity);
            server.serve(app.handler());
        } catch (DeploymentException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Begins to accept on these listeners. May be called again with further ones. */
    public void accept(List<Listener> listeners) {
        server.accept(listeners);
    }

    /**
     * Stops accepting and ends the open connections without losing a request: what is accepted or in flight is answered,
     * each further response says {@code Connection: close}.
     *
     * @param sweep names of the listeners whose queue is emptied and served before they are closed, since nobody else
     *     will; the queues of the others are left to the other processes
     * @param idleGrace how long an idle connection is kept, from the beginning of the drain or its last response; a
     *     request that arrives in this time is answered (nginx: keepalive_min_timeout)
     * @param patience how long requests are answered that other workers forward, while there are sessions that only this
     *     one can serve
     * @return completes when no connection is open. Calls after the first return the same and change nothing
     */
    public CompletableFuture<Void> drain(Set<String> sweep, Duration idleGrace, Duration patience) {
        CompletableFuture<Void> drained = server.drain(sweep, idleGrace, patience);
        if (app != null) {
            app.drain();
        }
        return drained;
    }

    /** Completes when a drain has come so far that no connection is accepted any more. */
    public CompletableFuture<Void> stoppedAccepting() {
        return server.stoppedAccepting();
    }

    private void drainForwarded() {
        DeployedApp serving = app;
        if (serving != null) {
            serving.drainForwarded();
        }
    }

    /**
     * Asks the applications for something as a client would, over a connection of its own, without being counted or
     * logged. Waits for the answer. May be called by any thread, one at a time, after {@link #start()}.
     *
     * @param target path and query
     * @return the status of the answer
     * @throws IOException if there is none in time; the message says why
     */
    public int ask(String target, Duration timeout) throws IOException {
        return server.ask(target, timeout);
    }

    /**
     * Asks the applications for something as the clients will, through all stages but limits, caches and logs, so that
     * what clients will need is loaded and compiled. One connection is kept until {@link #rehearsed()}. Waits for the
     * answer. Called by one thread, after {@link #start()}.
     *
     * @param target path and query
     * @return the status of the answer
     * @throws IOException if there is none in time; the message says why
     */
    public int rehearse(String target, Duration timeout) throws IOException {
        return server.rehearse(target, timeout);
    }

    /** There are no more requests by {@link #rehearse}. */
    public void rehearsed() {
        server.rehearsed();
    }

    /**
     * Shows other certificates to clients that connect from now on; connections that are open stay as they are.
     *
     * @throws GeneralSecurityException if they cannot be used, or no TLS is served; nothing has changed then
     */
    public void renew(Certificates certificates) throws GeneralSecurityException {
        server.renew(certificates);
    }

    /** Opens the access log by its name again. */
    public void reopenLogs() {
        server.reopenLogs();
    }

    /** What request threads work on now, the oldest first. */
    public List<ContainerEvents.RunningRequest> runningRequests() {
        return server.runningRequests();
    }

    /**
     * How it fares at this moment.
     *
     * @param queued requests that wait for a thread
     * @param oldestQueued how long the one has waited that is served next; zero if none waits
     * @param oldestRequest how long the request has been in flight that has been so for longest; zero if none is
     * @param sessions that this JVM holds as objects; others may be in the store only
     */
    public record Load(int queued, Duration oldestQueued, Duration oldestRequest, int sessions) {}

    /** May be called on any thread, after {@link #start()}. */
    public Load load() {
        DeployedApp serving = app;
        return new Load(
                server.queued(),
                server.oldestQueued(),
                server.oldestRequest(),
                serving == null ? 0 : serving.sessions());
    }

    public int openConnections() {
        return server.openConnections();
    }

    /**
     * Ends everything at once: connections, the application ({@link DeployedApp#close()}), threads. Requests that are
     * being worked on are interrupted and given a second. Does nothing if it was done before.
     */
    @Override
    public void close() {
        server.disconnect();
        if (app != null) {
            app.close();
            app = null;
        }
        server.close();
    }
}
