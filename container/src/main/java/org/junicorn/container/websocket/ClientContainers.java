package org.junicorn.container.websocket;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives each application its own container when it asks {@link ContainerProvider} for one (WebSocket 2.2, 6.3). The API
 * finds this class by the application's class loader and has no place for a context, hence the static map. Any thread.
 */
public final class ClientContainers extends ContainerProvider {
    private static final Map<ClassLoader, WebSocketContainer> BY_LOADER = new ConcurrentHashMap<>();

    /** Made by {@link java.util.ServiceLoader}. */
    public ClientContainers() {}

    static void add(ClassLoader application, WebSocketContainer container) {
        BY_LOADER.put(application, container);
    }

    static void remove(ClassLoader application) {
        BY_LOADER.remove(application);
    }

    /** Of the application whose loader is the thread's context class loader, or one above it. */
    @Override
    protected WebSocketContainer getContainer() {
        ClassLoader asking = Thread.currentThread().getContextClassLoader();
        for (ClassLoader loader = asking; loader != null; loader = loader.getParent()) {
            WebSocketContainer container = BY_LOADER.get(loader);
            if (container != null) {
                return container;
            }
        }
        throw new IllegalStateException("there is no WebSocket container for a thread whose context class loader ("
                + asking + ") belongs to no application; set the application's class loader on the thread");
    }
}
