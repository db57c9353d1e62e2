package org.junicorn.launcher.admin;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Accepts connections, reads one request of each, and answers it; a few at a time, each within a short time. What comes
 * beyond that is closed unread. Has threads of its own, all daemons.
 */
final class Connections implements Closeable {
    private static final int THREADS = 8;
    private static final int WAITING = 64;
    private static final Duration KEEP = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** Browsers open connections in advance: who has sent no request by then makes room for those who have. */
    private static final Duration PROMPT = Duration.ofMillis(500);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocketChannel listener;
    private final Function<Request, Response> routes;
    private final ThreadPoolExecutor threads;
    private final Map<SocketChannel, Long> deadlines = new ConcurrentHashMap<>();
    private final Map<SocketChannel, Long> awaited = new ConcurrentHashMap<>(); // since when a thread has waited for it
    private final Thread acceptor = daemon(this::accept, "admin-accept");

    Connections(ServerSocketChannel listener, Function<Request, Response> routes) {
        this.listener = listener;
        this.routes = routes;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                KEEP.toSeconds(),
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> daemon(task, "admin-" + number.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        acceptor.start();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                admit(listener.accept(), threads);
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE.toNanos()); // too many open files, or the end
            }
        }
    }

    private void admit(SocketChannel channel, ExecutorService executor) {
        deadlines.put(channel, System.nanoTime() + LONGEST.toNanos());
        try {
            executor.execute(() -> serve(channel));
            makeRoom(System.nanoTime());
        } catch (RejectedExecutionException e) {
            end(channel);
        }
    }

    private void serve(SocketChannel channel) {
        try {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1024);
            OutputStream out = Channels.newOutputStream(channel);
            try {
                awaited.put(channel, System.nanoTime());
                Request request = Request.read(in).orElse(null);
                awaited.remove(channel);
                if (request != null) {
                    routes.apply(request).write(out, !request.method().equals("HEAD"));
                }
            } catch (Request.RefusedException e) {
                Response.text(e.status(), e.getMessage()).write(out, true);
            }
            channel.shutdownOutput();
        } catch (IOException e) {
            // The client is gone, or its time is up.
        } finally {
            end(channel);
        }
    }

    private void end(SocketChannel channel) {
        deadlines.remove(channel);
        awaited.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed for us.
        }
    }

    /** Cuts the connections whose time is up. To be called every now and then. */
    void cutOverdue() {
        long now = System.nanoTime();
        deadlines.forEach((channel, deadline) -> {
            if (now - deadline >= 0) {
                end(channel);
            }
        });
        makeRoom(now);
    }

    /** While somebody waits for a thread, none waits for a client that says nothing. */
    private void makeRoom(long now) {
        if (!threads.getQueue().isEmpty()) {
            awaited.forEach((channel, since) -> {
                if (now - since >= PROMPT.toNanos()) {
                    end(channel);
                }
            });
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // It is closed for us.
        }
        threads.shutdownNow();
        deadlines.keySet().forEach(this::end);
    }
}
