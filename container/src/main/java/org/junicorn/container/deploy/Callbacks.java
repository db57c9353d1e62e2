package org.junicorn.container.deploy;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junicorn.container.war.NamingModel.CallbackModel;

/**
 * Calls {@code @PostConstruct} and {@code @PreDestroy} methods, and those that descriptors name (Servlet 6.1, 15.5.13 and 15.5.14). One method of each
 * class may have it; a superclass's is called first, unless it is overridden (Jakarta Interceptors 2.2, 5.4.1).
 */
final class Callbacks {
    private final List<CallbackModel> declared;
    private final boolean annotations;

    /**
     * @param declared by descriptors, whose word counts more than a class's annotation
     * @param annotations whether those of classes count
     */
    Callbacks(List<CallbackModel> declared, boolean annotations) {
        this.declared = declared;
        this.annotations = annotations;
    }

    /** @throws Exception what the method threw, or an {@link IllegalStateException} for a method that cannot be one */
    void postConstruct(Object instance) throws Exception {
        call(instance, PostConstruct.class);
    }

    /** @throws Exception as {@link #postConstruct} */
    void preDestroy(Object instance) throws Exception {
        call(instance, PreDestroy.class);
    }

    private void call(Object instance, Class<? extends Annotation> kind) throws Exception {
        for (Method method : methods(instance.getClass(), kind)) {
            try {
                method.invoke(instance);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Exception failure) {
                    throw failure;
                }
                throw (Error) e.getCause();
            }
        }
    }

    private List<Method> methods(Class<?> type, Class<? extends Annotation> kind) {
        Deque<Class<?>> lineage = new ArrayDeque<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            lineage.push(c);
        }
        List<Method> found = new ArrayList<>();
        for (Class<?> c : lineage) {
            Method own = declared(c, kind);
            if (own != null && !overridden(own, type)) {
                own.setAccessible(true);
                found.add(own);
            }
        }
        return found;
    }

    private Method declared(Class<?> type, Class<? extends Annotation> kind) {
        for (CallbackModel callback : declared) {
            if (callback.className().equals(type.getName()) && callback.construct() == (kind == PostConstruct.class)) {
                return named(type, callback.method());
            }
        }
        return annotations ? annotated(type, kind) : null;
    }

    private static Method named(Class<?> type, String name) {
        try {
            return type.getDeclaredMethod(name);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(
                    "a descriptor names the life cycle method " + type.getName() + "." + name
                            + ", but there is none without arguments",
                    e);
        }
    }

    private static Method annotated(Class<?> type, Class<? extends Annotation> kind) {
        Method found = null;
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isAnnotationPresent(kind)) {
                continue;
            }
            String where = "@" + kind.getSimpleName() + " " + type.getName() + "." + method.getName();
            if (found != null) {
                throw new IllegalStateException(
                        where + ": " + found.getName() + " has it too; only one method of a class may");
            }
            if (method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers())) {
                throw new IllegalStateException(where + " must take no arguments and not be static");
            }
            found = method;
        }
        return found;
    }

    private static boolean overridden(Method method, Class<?> type) {
        if (Modifier.isPrivate(method.getModifiers())) {
            return false;
        }
        for (Class<?> c = type; c != method.getDeclaringClass(); c = c.getSuperclass()) {
            try {
                Method later = c.getDeclaredMethod(method.getName());
                boolean inherited = !packagePrivate(method)
                        || c.getPackageName().equals(method.getDeclaringClass().getPackageName());
                if (inherited && !Modifier.isPrivate(later.getModifiers())) {
                    return true;
                }
            } catch (NoSuchMethodException e) {
                // Not overridden here; perhaps by the next superclass.
            }
        }
        return false;
    }

    private static boolean packagePrivate(Method method) {
        return (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) == 0;
    }
}
