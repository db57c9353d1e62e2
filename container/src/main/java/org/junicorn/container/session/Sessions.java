package org.junicorn.container.session;

import io.undertow.server.session.InMemorySessionManager;
import io.undertow.server.session.SessionIdGenerator;
import io.undertow.server.session.SessionListener;
import io.undertow.server.session.SessionManager;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentInfo;
import java.util.Optional;

/** The sessions of one application: shared ones, or those of this worker alone. */
public final class Sessions {
    private final SessionSettings settings;
    private final SessionIdGenerator ids;
    private final SharedSessions.Rules rules;
    private Optional<SharedSessions> shared = Optional.empty();

    /** @param ids makes ids of new sessions, of letters, digits, "-", "." and "_" */
    public Sessions(SessionSettings settings, SessionIdGenerator ids, SharedSessions.Rules rules) {
        this.settings = settings;
        this.ids = ids;
        this.rules = rules;
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
            return new OwnSessions(ids, deployment.getDeploymentInfo().getDeploymentName(), rules.most());
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

    /** Undertow's, whose application hears of a changed id once instead of twice. */
    private static final class OwnSessions extends InMemorySessionManager {
        OwnSessions(SessionIdGenerator ids, String deployment, int most) {
            super(ids, deployment, most, false);
        }

        @Override
        public synchronized void registerSessionListener(SessionListener listener) {
            super.registerSessionListener(Audience.once(listener));
        }
    }
}
