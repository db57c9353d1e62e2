package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;

/** A running web application. Made by {@link Deployer}; {@link #close()} undeploys it. */
public interface DeployedApp extends AutoCloseable {
    /** Where requests go whose path lies below the context path; it expects the full, normalised path. */
    HttpHandler handler();

    /** The context path, "" for the root. */
    String contextPath();

    /** Ends what would go on for ever, such as WebSockets; requests are still served. Returns at once. */
    default void drain() {}

    /**
     * Ends what {@link #drain()} has left because another worker forwards it: it belongs to sessions that only this one
     * can serve. After that. Returns at once.
     */
    default void drainForwarded() {}

    /** Sessions that this JVM holds as objects. Any thread. */
    default int sessions() {
        return 0;
    }

    /**
     * Ends the application: filters and servlets are destroyed, then contextDestroyed is called, in the reverse order of
     * the listeners (Servlet 6.1, 11.3.2), then its class loader is closed. Never throws: what fails is logged.
     */
    @Override
    void close();
}
