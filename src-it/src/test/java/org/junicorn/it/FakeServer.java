package org.junicorn.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that misbehaves as told, to test the clients with. One thread per connection. */
final class FakeServer implements AutoCloseable {

    /** What to do with a request; {@code number} counts the requests of all connections from 1. */
    interface Behaviour {
        /** Returns the bytes of the answer as text, or null to close without one. */
        String answer(int number);
    }

    private final ServerSocket listener;
    private final Behaviour behaviour;
    private final boolean closeAfterAnswer;
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();

    FakeServer(boolean closeAfterAnswer, Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        this.closeAfterAnswer = closeAfterAnswer;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    Address address() {
        return new Address(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), "fake");
    }

    int connections() {
        return connections.size();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed at the end of the test.
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (head(in)) {
                String answer = behaviour.answer(requests.incrementAndGet());
                if (answer == null) {
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                if (closeAfterAnswer) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client left.
            return;
        }
    }

    private static boolean head(InputStream in) throws IOException {
        int ends = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            ends = b == '\n' ? ends + 1 : b == '\r' ? ends : 0;
            if (ends == 2) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
