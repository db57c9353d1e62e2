package org.junicorn.container.naming;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * An object that is made when it is asked for: once, or anew each time. Made with the application's class loader as the
 * context class loader, whoever asks.
 */
final class Made implements Entry {
    private static final Logger LOG = Logger.getLogger(Made.class);

    /** Makes it. */
    interface Maker {
        Object make() throws Exception;
    }

    private final String name;
    private final String className;
    private final boolean singleton;
    private final Optional<String> closeMethod;
    private final ClassLoader loader;
    private final Maker maker;
    private final Consumer<Made> onMade;
    private volatile Object object;

    /**
     * @param closeMethod ends a singleton; "" for none; empty: {@code close} if it is an {@link AutoCloseable}
     * @param onMade told when a singleton was made, which is to be closed then
     */
    Made(
            String name,
            String className,
            boolean singleton,
            Optional<String> closeMethod,
            ClassLoader loader,
            Maker maker,
            Consumer<Made> onMade) {
        this.name = name;
        this.className = className;
        this.singleton = singleton;
        this.closeMethod = closeMethod;
        this.loader = loader;
        this.maker = maker;
        this.onMade = onMade;
    }

    @Override
    public String className() {
        return className;
    }

    @Override
    public Object get() throws Exception {
        if (!singleton) {
            return make();
        }
        Object made = object;
        if (made == null) {
            synchronized (this) {
                made = object;
                if (made == null) {
                    made = make();
                    object = made;
                    onMade.accept(this);
                }
            }
        }
        return made;
    }

    private Object make() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return maker.make();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Ends what was made. What fails is logged. */
    void close() {
        Object made = object;
        object = null;
        if (made == null || closeMethod.filter(String::isEmpty).isPresent()) {
            return;
        }
        try {
            if (closeMethod.isPresent()) {
                made.getClass().getMethod(closeMethod.get()).invoke(made);
            } else if (made instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } catch (NoSuchMethodException e) {
            LOG.warnf(
                    "%s: its class %s has no public method %s() without arguments, which closeMethod names; it is not"
                            + " closed",
                    name, made.getClass().getName(), closeMethod.orElse(""));
        } catch (InvocationTargetException e) {
            LOG.warnf(e.getCause(), "%s could not be closed", name);
        } catch (Exception | LinkageError e) {
            LOG.warnf(e, "%s could not be closed", name);
        }
    }
}
