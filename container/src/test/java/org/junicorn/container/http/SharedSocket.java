package org.junicorn.container.http;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import org.junicorn.container.Container.Listener;

/** A listening socket as a supervisor holds it, of which any number of descriptors can be made, as for its workers. */
final class SharedSocket implements AutoCloseable {
    private final ServerSocketChannel channel;
    private final boolean unix;
    private final SocketAddress address;

    private SharedSocket(ServerSocketChannel channel, boolean unix) throws IOException {
        this.channel = channel;
        this.unix = unix;
        this.address = channel.getLocalAddress();
    }

    static SharedSocket tcp() throws IOException {
        return new SharedSocket(ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 1024), false);
    }

    static SharedSocket unix(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return new SharedSocket(channel.bind(UnixDomainSocketAddress.of(path), 1024), true);
    }

    /** What one worker gets of it. */
    Listener listener(String name) {
        return new Listener(name, another(), another(), unix);
    }

    /** The same, for clients that speak TLS. */
    Listener secured(String name) {
        return new Listener(name, another(), another(), unix, true);
    }

    /** The same, for web servers that speak AJP. */
    Listener ajp(String name) {
        return new Listener(name, another(), another(), unix, false, true);
    }

    /** The same socket on a further descriptor, made as a worker adopts an inherited one. */
    ServerSocketChannel another() {
        try {
            Method number = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
            number.setAccessible(true);
            Class<?> inherited = Class.forName("sun.nio.ch.InheritedChannel");
            Method dup = inherited.getDeclaredMethod("dup", int.class);
            dup.setAccessible(true);
            Method newDescriptor = Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
            newDescriptor.setAccessible(true);
            Constructor<?> constructor = Class.forName("sun.nio.ch.ServerSocketChannelImpl")
                    .getDeclaredConstructor(
                            SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class);
            constructor.setAccessible(true);
            Object descriptor = newDescriptor.invoke(null, dup.invoke(null, number.invoke(channel)));
            ProtocolFamily family = unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET6;
            return (ServerSocketChannel) constructor.newInstance(SelectorProvider.provider(), family, descriptor, true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    SocketAddress address() {
        return address;
    }

    /** Closes this descriptor; those of the workers remain. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
