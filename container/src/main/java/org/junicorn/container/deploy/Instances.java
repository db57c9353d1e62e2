package org.junicorn.container.deploy;

import io.undertow.servlet.api.ClassIntrospecter;
import io.undertow.servlet.api.InstanceFactory;
import io.undertow.servlet.api.InstanceHandle;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import jakarta.servlet.Servlet;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.jboss.logging.Logger;
import org.junicorn.container.naming.AppNaming;

/**
 * Makes the servlets, filters, listeners and upgrade handlers of an application, and fills them and calls their
 * life cycle methods, as annotations and descriptors say. Objects that the application itself made and handed over are not touched.
 */
final class Instances implements ClassIntrospecter {
    private static final Logger LOG = Logger.getLogger(Instances.class);

    private final BeanInjection beans = new BeanInjection();
    private final Injection injection;
    private final Callbacks callbacks;

    /**
     * @param annotations false for an application whose descriptor is complete: its annotations do not count (Servlet
     *     6.1, 8.1)
     */
    Instances(AppNaming naming, boolean annotations) {
        this.injection = new Injection(naming, annotations);
        this.callbacks = new Callbacks(naming.callbacks(), annotations);
    }

    @Override
    public <T> InstanceFactory<T> createInstanceFactory(Class<T> type) {
        return () -> create(type);
    }

    /**
     * A factory that never fails: a servlet that cannot be made becomes one that is unavailable for good, and so
     * answers 404, as on Tomcat, where the rest of the application is not affected either.
     */
    InstanceFactory<Servlet> servletFactory(Class<? extends Servlet> type) {
        if (SingleThreadServlet.wanted(type)) {
            return () -> new ImmediateInstanceHandle<>(new SingleThreadServlet(() -> upcast(create(type))));
        }
        return () -> {
            try {
                return upcast(create(type));
            } catch (InstantiationException e) {
                return new ImmediateInstanceHandle<>(
                        new UnavailableServlet(e.getMessage(), e.getCause() == null ? e : e.getCause()));
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static InstanceHandle<Servlet> upcast(InstanceHandle<? extends Servlet> handle) {
        // A handle only ever gives its instance out.
        return (InstanceHandle<Servlet>) handle;
    }

    /** An instance whose end is announced with {@link #dispose}. */
    Object make(Class<?> type) throws InstantiationException {
        return create(type).getInstance();
    }

    /** Fills an instance that somebody else has made, and calls its {@code @PostConstruct}. */
    void adopt(Object instance) throws InstantiationException {
        String name = instance.getClass().getName();
        try {
            injection.into(instance);
            beans.into(instance);
        } catch (Exception | Error e) {
            throw failed("what " + name + " asks for cannot be injected: " + RootCause.line(e), e);
        }
        try {
            callbacks.postConstruct(instance);
        } catch (Exception | Error e) {
            throw failed("@PostConstruct of " + name + " failed", e);
        }
    }

    /** Calls {@code @PreDestroy}; what fails is logged. */
    void dispose(Object instance) {
        new Handle<>(instance, callbacks, beans).release();
    }

    private <T> InstanceHandle<T> create(Class<T> type) throws InstantiationException {
        T instance;
        try {
            Constructor<T> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            instance = constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw failed("the constructor of " + type.getName() + " failed", e.getCause());
        } catch (NoSuchMethodException e) {
            throw failed(type.getName() + " has no constructor without parameters", e);
        } catch (Exception | Error e) {
            throw failed("cannot instantiate " + type.getName(), e);
        }
        adopt(instance);
        return new Handle<>(instance, callbacks, beans);
    }

    private static InstantiationException failed(String what, Throwable cause) {
        RootCause.throwIfFatal(cause);
        InstantiationException failure = new InstantiationException(what);
        failure.initCause(cause);
        return failure;
    }

    private static final class Handle<T> implements InstanceHandle<T> {
        private final T instance;
        private final Callbacks callbacks;
        private final BeanInjection beans;

        Handle(T instance, Callbacks callbacks, BeanInjection beans) {
            this.instance = instance;
            this.callbacks = callbacks;
            this.beans = beans;
        }

        @Override
        public T getInstance() {
            return instance;
        }

        @Override
        public void release() {
            try {
                callbacks.preDestroy(instance);
            } catch (Exception | Error e) {
                RootCause.throwIfFatal(e);
                LOG.errorf(e, "@PreDestroy of %s failed", instance.getClass().getName());
            }
            beans.release(instance);
        }
    }
}
