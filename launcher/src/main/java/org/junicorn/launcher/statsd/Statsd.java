package org.junicorn.launcher.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A statsd server, as those see it who have something to tell. Metrics wait in a queue of limited length for a thread that
 * sends as many as fit into a packet; when the queue is full, or the server is away, they are lost, as with any statsd
 * client. The server's name is looked up again once a minute. Safe for all threads.
 */
public final class Statsd implements AutoCloseable {
    private static final int LONGEST_QUEUE = 10_000;
    private static final Duration LOOKED_UP_FOR = Duration.ofMinutes(1);

    private final String host;
    private final String prefix;
    private final String suffix;
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Thread sender = new Thread(this::send, "statsd");
    private Optional<Transport> transport = Optional.empty();
    private long openedAt;

    /**
     * Begins to send.
     *
     * @param host as in the setting {@code statsd_host}
     * @param prefix before all names, or empty
     * @param tags of all metrics, or empty
     */
    public Statsd(String host, String prefix, String tags) {
        this.host = host;
        this.prefix = prefix.isEmpty() || prefix.endsWith(".") ? prefix : prefix + ".";
        this.suffix = tags.isEmpty() ? "" : "|#" + tags;
        sender.setDaemon(true);
        sender.start();
    }

    /** Something has happened once more. */
    public void count(String name) {
        queue.offer(prefix + name + ":1|c" + suffix);
    }

    /** Something has taken so long. */
    public void time(String name, long nanos) {
        queue.offer(prefix + name + ":" + String.format(Locale.ROOT, "%.3f", nanos / 1e6) + "|ms" + suffix);
    }

    /** Something is so many now. */
    public void gauge(String name, long value) {
        queue.offer(prefix + name + ":" + value + "|g" + suffix);
    }

    private void send() {
        try {
            while (true) {
                String first = queue.take();
                try {
                    transport().send(packet(first));
                } catch (IOException | RuntimeException e) {
                    // Lost. A server that is away must neither stop this thread nor fill the log.
                    closeTransport();
                }
            }
        } catch (InterruptedException e) {
            closeTransport();
        }
    }

    /** As many as are there and fit, a line each. */
    private byte[] packet(String first) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream(Transport.LONGEST_PACKET);
        packet.writeBytes(first.getBytes(UTF_8));
        for (String next = queue.peek(); next != null; next = queue.peek()) {
            byte[] line = next.getBytes(UTF_8);
            if (packet.size() + 1 + line.length > Transport.LONGEST_PACKET) {
                break;
            }
            packet.write('\n');
            packet.writeBytes(line);
            queue.remove();
        }
        return packet.toByteArray();
    }

    private Transport transport() throws IOException {
        long now = System.nanoTime();
        if (transport.isPresent() && now - openedAt > LOOKED_UP_FOR.toNanos()) {
            closeTransport();
        }
        if (transport.isEmpty()) {
            transport = Optional.of(Transport.to(host));
            openedAt = now;
        }
        return transport.get();
    }

    private void closeTransport() {
        try {
            if (transport.isPresent()) {
                transport.get().close();
            }
        } catch (IOException e) {
            // It is given up in any case.
        }
        transport = Optional.empty();
    }

    /** Sends nothing any more; what waits is lost. */
    @Override
    public void close() {
        sender.interrupt();
    }
}
