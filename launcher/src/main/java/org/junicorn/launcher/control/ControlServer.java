package org.junicorn.launcher.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junicorn.launcher.supervisor.Operations;

/**
 * Serves the control socket: one thread lets clients in and sends away those that keep it waiting, a few more serve one
 * client each.
 */
public final class ControlServer implements AutoCloseable {
    /** Clients at a time; people and scripts, not a crowd. */
    static final int MOST_CLIENTS = 8;

    private static final long LOOK_EVERY_MILLIS = 1000;
    private static final long STACK = 256 * 1024;

    private final ControlSocket socket;
    private final Handler handler;
    private final Selector selector;
    private final Map<Conversation, Thread> clients = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private int lastNumber;

    private ControlServer(ControlSocket socket, Handler handler, Selector selector) {
        this.socket = socket;
        this.handler = handler;
        this.selector = selector;
    }

    /**
     * Makes the socket and begins to serve.
     *
     * @param mode of the socket's file
     * @throws IOException if the socket cannot be made, with a sentence that says why
     */
    public static ControlServer start(Path path, int mode, Operations operations, Instance instance)
            throws IOException {
        return start(path, mode, new Commands(operations, instance));
    }

    static ControlServer start(Path path, int mode, Handler handler) throws IOException {
        ControlSocket socket = ControlSocket.bind(path, mode);
        try {
            Selector selector = Selector.open();
            socket.channel().configureBlocking(false);
            socket.channel().register(selector, SelectionKey.OP_ACCEPT);
            ControlServer server = new ControlServer(socket, handler, selector);
            thread(server::run, "control").start();
            return server;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, STACK);
        thread.setDaemon(true);
        return thread;
    }

    /** Where it listens. */
    public Path path() {
        return socket.path();
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(clients.isEmpty() ? 0 : LOOK_EVERY_MILLIS);
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                clients.keySet().stream().filter(client -> client.overdue(now)).forEach(Conversation::close);
                accept();
            } catch (ClosedSelectorException e) {
                return;
            } catch (IOException e) { // no descriptors are left, say; some may be, later
                LockSupport.parkNanos(LOOK_EVERY_MILLIS * 1_000_000);
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = closed ? null : socket.channel().accept();
        if (channel == null) {
            return;
        }
        channel.configureBlocking(true);
        if (clients.size() >= MOST_CLIENTS) {
            refuse(channel);
            return;
        }
        Conversation conversation = new Conversation(channel, handler);
        Thread thread = thread(
                () -> {
                    conversation.run();
                    clients.remove(conversation);
                },
                "control-" + ++lastNumber);
        clients.put(conversation, thread);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // "unable to create native thread"
            clients.remove(conversation);
            conversation.close();
        }
    }

    private static void refuse(SocketChannel channel) {
        Reply busy = new Reply.Failed(
                Reply.Kind.REFUSED, MOST_CLIENTS + " other clients are connected; end one of them, or try again");
        try (channel) {
            channel.write(ByteBuffer.wrap((Reply.line(busy) + "\n").getBytes(UTF_8)));
        } catch (IOException e) {
            // It did not wait for that.
        }
    }

    /** Removes the socket and sends the clients away. */
    @Override
    public void close() {
        closed = true;
        socket.close();
        try {
            selector.close();
        } catch (IOException e) {
            // It is closed in any case.
        }
        clients.forEach((client, thread) -> {
            thread.interrupt();
            client.close();
        });
    }
}
