package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.servlet.api.DeploymentManager;
import java.net.URLClassLoader;
import java.util.concurrent.atomic.AtomicBoolean;

/** A deployment and the class loader that belongs to it. */
final class UndertowApp implements DeployedApp {
    private final String contextPath;
    private final DeploymentManager manager;
    private final URLClassLoader loader;
    private final HttpHandler handler;
    private final AtomicBoolean closed = new AtomicBoolean();

    UndertowApp(String contextPath, DeploymentManager manager, URLClassLoader loader) {
        this.contextPath = contextPath;
        this.manager = manager;
        this.loader = loader;
        this.handler = new ContextHandler(contextPath, manager.getDeployment().getHandler());
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
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Closing.undeploy(manager);
            Closing.close(loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
