package org.junicorn.container.http;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.junicorn.container.DeploymentException;

/** A virtual thread for each task, on JDK 21 and newer; looked up at run time, since we compile for 17. */
final class VirtualThreads implements Executor {
    private final ThreadFactory factory;

    /** @throws DeploymentException if this JVM has no virtual threads */
    VirtualThreads() throws DeploymentException {
        factory = factory();
    }

    @Override
    public void execute(Runnable task) {
        factory.newThread(task).start();
    }

    /** {@code Thread.ofVirtual().name("request-", 1).factory()}. */
    private static ThreadFactory factory() throws DeploymentException {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder));
            MethodHandle name =
                    lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(name.invoke(ofVirtual.invoke(), "request-", 1L));
        } catch (Throwable e) {
            throw new DeploymentException(
                    "virtual threads need Java 21 or newer, this is Java "
                            + Runtime.version().feature() + "; use platform threads or another JVM",
                    e);
        }
    }
}
