package org.junicorn.launcher.signal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Calls a consumer with the signal's name, HUP or TERM for example, on a thread of the JVM. QUIT cannot be had: the JVM
 * prints its threads on it.
 *
 * <p>By reflection, since the compiler's warning about {@code sun.misc.Signal} cannot be silenced.
 */
public final class Signals {
    private Signals() {}

    /** From now on this signal is given to the consumer instead of doing what it does by default. */
    public static void handle(String name, Consumer<String> consumer) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(),
                    new Class<?>[] {handler},
                    (self, method, args) -> switch (method.getName()) {
                        case "handle" -> {
                            consumer.accept(name);
                            yield null;
                        }
                        case "hashCode" -> System.identityHashCode(self);
                        case "equals" -> self == args[0];
                        default -> "handler of " + name;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "signal " + name + " cannot be handled: " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal " + name + " cannot be handled on this JDK", e);
        }
    }
}
