package org.junicorn.container.session;

import io.undertow.server.HandlerWrapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.InMemorySessionManager;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionIdGenerator;
import io.undertow.server.session.SessionListener;
import io.undertow.server.session.SessionManager;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentInfo;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.junicorn.container.affinity.Affinity;
import org.junicorn.container.affinity.OwnerOf;

/** The sessions of one application: shared ones, or those of this worker alone. */
public final class Sessions {
    private final SessionSettings settings;
    private final SessionIdGenerator ids;
    private final SharedSessions.Rules rules;
    private Optional<SharedSessions> shared = Optional.empty();
    private Function<HttpServerExchange, String> naming;
    private SessionConfig tracking;

    /** @param ids makes ids of new sessions, of letters, digits, "-", "." and "_" */
    public Sessions(SessionSettings settings, SessionIdGenerator ids, SharedSessions.Rules rules) {
        this.settings = settings;
        this.ids = ids;
        this.rules = rules;
    }

    /** What finds the id that a request names, looking at the request only. */
    public void names(Function<HttpServerExchange, String> config) {
        naming = config;
    }

    /** What finds the session's id in a request. */
    public void tracking(SessionConfig config) {
        tracking = config;
    }

    /** What sends requests on whose session another worker has. */
    public HandlerWrapper inFront(Affinity affinity, Executor executor) {
        if (shared.isEmpty()) {
            return next -> next;
        }
        SharedSessions sessions = shared.get();
        affinity.pinned(sessions::pinned);
        return next -> affinity.before(next, new Owners(sessions), executor);
    }

    private final class Owners implements OwnerOf {
        private final SharedSessions sessions;

        Owners(SharedSessions sessions) {
            this.sessions = sessions;
        }

        @Override
        public boolean namesSession(HttpServerExchange exchange) {
            return naming.apply(exchange) != null;
        }

        @Override
        public boolean mayBlock() {
            return sessions.mayBlock();
        }

        @Override
        public Optional<String> ownerOf(HttpServerExchange exchange) {
            return sessions.ownerOf(tracking.findSessionId(exchange));
        }

        @Override
        public void ownerGone(HttpServerExchange exchange, String owner) {
            sessions.ownerGone(tracking.findSessionId(exchange), owner);
        }
    }

    /** Makes them the sessions of a deployment. */
    public void install(DeploymentInfo info) {
        info.setSessionIdGenerator(ids);
        info.setSessionManagerFactory(this::manager);
        if (settings.stores().isPresent()) {
            // The manager is made before handlers are wrapped.
            info.addInnerHandlerChainWrapper(
                    next -> shared.map(sessions -> sessions.serving(next)).orElseThrow());
        }
    }

    private SessionManager manager(Deployment deployment) {
        if (settings.stores().isEmpty()) {
            return new OwnSessions(ids, deployment, rules.most());
        }
        StoreFactory stores = settings.stores().get();
        String path = deployment.getDeploymentInfo().getContextPath();
        String contextPath = path.equals("/") ? "" : path;
        SharedSessions sessions =
                new SharedSessions(deployment, settings, ids, rules, new LateStore(() -> stores.open(contextPath)));
        shared = Optional.of(sessions);
        if (settings.slot() == 1 && stores.mayHaveSessions(contextPath)) {
            sessions.watch();
        }
        return sessions;
    }

    /** Undertow's, whose application hears of sessions as on Tomcat. */
    private static final class OwnSessions extends InMemorySessionManager {
        private final Deployment deployment;

        OwnSessions(SessionIdGenerator ids, Deployment deployment, int most) {
            super(ids, deployment.getDeploymentInfo().getDeploymentName(), most, false);
            this.deployment = deployment;
        }

        @Override
        public synchronized void registerSessionListener(SessionListener listener) {
            super.registerSessionListener(Audience.told(listener, deployment));
        }
    }
}
