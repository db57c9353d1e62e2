package org.junicorn.launcher.listen;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * The step between file descriptors and Java's channels, for which Java has no public interface. It needs
 * {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}, which the jar's manifest gives to the supervisor and the command
 * line to workers, and is the same on JDK 17 and 25.
 */
public final class Descriptors {
    private Descriptors() {}

    /** The descriptor of an open channel. */
    public static int of(ServerSocketChannel channel) {
        try {
            Method getter = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
            getter.setAccessible(true);
            return (int) getter.invoke(channel);
        } catch (ReflectiveOperationException e) {
            throw unavailable(e);
        }
    }

    /** A Java object for a descriptor that this process has; the first stream made of it owns it. */
    public static FileDescriptor wrap(int descriptor) {
        try {
            Method maker = Class.forName("sun.nio.ch.IOUtil").getMethod("newFD", int.class);
            maker.setAccessible(true);
            return (FileDescriptor) maker.invoke(null, descriptor);
        } catch (ReflectiveOperationException e) {
            throw unavailable(e);
        }
    }

    /** A channel for a listening socket that this process has inherited. */
    static ServerSocketChannel listening(int descriptor, StandardProtocolFamily family) throws IOException {
        try {
            Constructor<?> constructor = Class.forName("sun.nio.ch.ServerSocketChannelImpl")
                    .getDeclaredConstructor(
                            SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class);
            constructor.setAccessible(true);
            return (ServerSocketChannel)
                    constructor.newInstance(SelectorProvider.provider(), family, wrap(descriptor), true);
        } catch (InvocationTargetException e) {
            throw new IOException("descriptor " + descriptor + " cannot be adopted: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw unavailable(e);
        }
    }

    private static IllegalStateException unavailable(ReflectiveOperationException e) {
        return new IllegalStateException(
                "this JDK (" + Runtime.version() + ") does not let sockets be passed between processes", e);
    }
}
