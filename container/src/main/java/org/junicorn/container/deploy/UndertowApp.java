package org.junicorn.container.deploy;

import io.undertow.server.HandlerWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.session.SessionManager;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentManager;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junicorn.container.naming.AppNaming;
import org.junicorn.container.session.SharedSessions;
import org.junicorn.container.war.WebAppClassLoader;
import org.junicorn.container.websocket.AppWebSockets;

/** A deployment and the class loader that belongs to it. */
final class UndertowApp implements DeployedApp {
    private final String contextPath;
    private final DeploymentManager manager;
    private final AppNaming naming;
    private final WebAppClassLoader loader;
    private final AppWebSockets webSockets;
    private final HttpHandler handler;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param inside answers requests, the context path taken off
     * @param inFront looks at them before that
     */
    UndertowApp(
            String contextPath,
            DeploymentManager manager,
            HttpHandler inside,
            AppNaming naming,
            WebAppClassLoader loader,
            AppWebSockets webSockets,
            HandlerWrapper inFront) {
        this.contextPath = contextPath;
        this.manager = manager;
        this.naming = naming;
        this.loader = loader;
        this.webSockets = webSockets;
        this.handler = inFront.wrap(new ContextHandler(contextPath, inside));
    }

    @Override
    public HttpHandler handler() {
        return handler;
    }

    @Override
    public String contextPath() {
        return contextPath;
    }

    @Override
    public void drain() {
        webSockets.drain();
    }

    @Override
    public void drainForwarded() {
        webSockets.drainForwarded();
    }

    @Override
    public int sessions() {
        Deployment deployment = manager.getDeployment();
        if (deployment == null) {
            return 0; // it is being ended
        }
        SessionManager sessions = deployment.getSessionManager();
        return sessions instanceof SharedSessions shared
                ? shared.live()
                : (int) sessions.getStatistics().getActiveSessionCount();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            webSockets.close();
            Closing.undeploy(manager);
            Closing.close(naming, loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
