package org.junicorn.launcher.channel;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Calls constructors as JDKs before 22 call them the first time: by the JVM itself. Newer ones make method handles and
 * classes for each constructor that is called by reflection, more of them the more parameters it has, which pays off
 * after thousands of calls; the messages that a worker boots with are made once, and that was a quarter of its boot. A
 * system property turns it off, but for the application as well. Needs {@code --add-opens
 * java.base/jdk.internal.reflect=ALL-UNNAMED}, and does without what it does not find.
 */
final class NativeConstruction {
    private static final Optional<Method> NEW_INSTANCE = find();

    private NativeConstruction() {}

    private static Optional<Method> find() {
        try {
            // DirectConstructorHandleAccessor.java of JDK 22 to 25
            Method method = Class.forName("jdk.internal.reflect.DirectConstructorHandleAccessor$NativeAccessor")
                    .getDeclaredMethod("newInstance0", Constructor.class, Object[].class);
            return method.trySetAccessible() ? Optional.of(method) : Optional.empty();
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    /** Whether this JDK has the way, and opens it. */
    static boolean available() {
        return NEW_INSTANCE.isPresent();
    }

    /** The same as {@link Constructor#newInstance}; the arguments must be of the parameters' types. */
    static Object newInstance(Constructor<?> constructor, Object... arguments)
            throws InstantiationException, IllegalAccessException, InvocationTargetException {
        if (!available()) {
            return constructor.newInstance(arguments);
        }
        try {
            return NEW_INSTANCE.get().invoke(null, constructor, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvocationTargetException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
