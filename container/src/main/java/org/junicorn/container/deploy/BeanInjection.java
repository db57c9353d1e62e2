package org.junicorn.container.deploy;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Fills the {@code @Inject} places of components from the CDI container that the application brings, as Weld and
 * OpenWebBeans arrange it on Tomcat. All by reflection: CDI's API is the application's. Any thread.
 */
final class BeanInjection {
    private static final Logger LOG = Logger.getLogger(BeanInjection.class);
    private static final String INJECT = "jakarta.inject.Inject";
    private static final String SPI = "jakarta.enterprise.inject.spi.";

    /** What CDI made for an instance alone, to be given back with it. */
    private final Map<Object, Runnable> releases = Collections.synchronizedMap(new IdentityHashMap<>());

    private final ClassValue<Boolean> wanted = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return wants(type);
        }
    };

    /** Does nothing if the class wants nothing, or no CDI container has been started. */
    void into(Object instance) throws ReflectiveOperationException {
        if (!wanted.get(instance.getClass())) {
            return;
        }
        ClassLoader loader = instance.getClass().getClassLoader();
        Class<?> managerType;
        Object manager;
        try {
            Class<?> cdi = Class.forName(SPI + "CDI", true, loader);
            managerType = Class.forName(SPI + "BeanManager", false, loader);
            manager = cdi.getMethod("getBeanManager")
                    .invoke(cdi.getMethod("current").invoke(null));
        } catch (ClassNotFoundException e) {
            return;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalStateException) {
                return; // it has not been started, or has ended
            }
            throw e;
        }
        Object type = managerType.getMethod("createAnnotatedType", Class.class).invoke(manager, instance.getClass());
        Object factory = call(managerType, "getInjectionTargetFactory", manager, type);
        Object target = call(
                Class.forName(SPI + "InjectionTargetFactory", false, loader), "createInjectionTarget", factory, null);
        Object context = call(managerType, "createCreationalContext", manager, null);
        Method inject = Stream.of(
                        Class.forName(SPI + "InjectionTarget", false, loader).getMethods())
                .filter(method -> method.getName().equals("inject"))
                .findFirst()
                .orElseThrow();
        inject.invoke(target, instance, context);
        Method release = Class.forName("jakarta.enterprise.context.spi.CreationalContext", false, loader)
                .getMethod("release");
        releases.put(instance, () -> {
            try {
                release.invoke(context);
            } catch (ReflectiveOperationException e) {
                LOG.errorf(
                        e,
                        "what was injected into %s did not end cleanly",
                        instance.getClass().getName());
            }
        });
    }

    /** Ends the dependent beans of an instance; does nothing if it has none. */
    void release(Object instance) {
        Runnable release = releases.remove(instance);
        if (release != null) {
            release.run();
        }
    }

    /** Calls the method of that name that has one parameter. */
    private static Object call(Class<?> type, String name, Object on, Object argument)
            throws ReflectiveOperationException {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name)
                    && method.getParameterCount() == 1
                    && method.getParameterTypes()[0] != Class.class) {
                return method.invoke(on, argument);
            }
        }
        throw new NoSuchMethodException(type.getName() + "." + name);
    }

    private static boolean wants(Class<?> component) {
        try {
            return marked(component);
        } catch (LinkageError e) {
            return false; // it refers to classes that are not there; whoever needs them will say so
        }
    }

    private static boolean marked(Class<?> component) {
        for (Class<?> type = component; type != null && type != Object.class; type = type.getSuperclass()) {
            if (Stream.concat(Stream.of(type.getDeclaredFields()), Stream.of(type.getDeclaredMethods()))
                    .anyMatch(BeanInjection::isMarked)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMarked(AnnotatedElement member) {
        for (Annotation annotation : member.getAnnotations()) {
            if (annotation.annotationType().getName().equals(INJECT)) {
                return true;
            }
        }
        return false;
    }
}
