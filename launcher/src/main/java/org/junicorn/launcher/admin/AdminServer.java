package org.junicorn.launcher.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junicorn.launcher.channel.Totals;
import org.junicorn.launcher.config.AdminSettings;
import org.junicorn.launcher.listen.Listeners;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.supervisor.Operations;

/**
 * The supervisor's own address while it runs: {@link #listen()}, then {@link #close()}, which cuts what is being
 * answered. Safe for all threads; no method waits.
 */
public final class AdminServer implements AutoCloseable {
    private static final int BACKLOG = 64;
    private static final int OWNER_ONLY = 0600;
    private static final Duration TICK = Duration.ofMillis(500);
    private static final long TICKS_PER_SAMPLE = Samples.EVERY.dividedBy(TICK);

    private final Listeners own = new Listeners();
    private final Samples samples = new Samples();
    private final AdminSettings settings;
    private final boolean commands;
    private final EventLog log;
    private final Observer observer;
    private final Routes routes;
    private Optional<Connections> connections = Optional.empty();
    private volatile boolean closed;

    /**
     * @param token what commands must send; empty: there are none
     * @param totals what the workers count
     * @param listeners whose queues are looked at
     */
    public AdminServer(
            AdminSettings settings,
            Optional<String> token,
            Operations operations,
            Totals totals,
            Listeners listeners,
            EventLog log,
            String version) {
        this.settings = settings;
        this.commands = token.isPresent();
        this.log = log;
        EventRing events = new EventRing();
        log.addListener(events);
        observer = new Observer(operations, totals, listeners, events);
        routes = new Routes(observer, operations, events, samples, token, version);
        Connections.daemon(this::tick, "admin-clock").start();
    }

    /**
     * Listens and answers from now on.
     *
     * @throws BindException with a message for the user
     */
    public synchronized void listen() throws BindException {
        if (closed) {
            return;
        }
        try {
            Listeners.Listener listener = own.bind(List.of(settings.adminBind().orElseThrow()), BACKLOG, OWNER_ONLY)
                    .get(0);
            ServerSocketChannel channel = listener.channel().orElseThrow();
            Connections made = new Connections(channel, isOfThisMachine(channel) ? new HostCheck(routes) : routes);
            connections = Optional.of(made);
            made.start();
            log.info("admin.listening", "address", listener.url(), "commands", commands ? "with a token" : "none");
        } catch (BindException e) {
            BindException explained = new BindException(e.getMessage().replace("--bind", "--admin-bind"));
            explained.initCause(e);
            throw explained;
        } catch (IOException e) {
            throw new UncheckedIOException("an open socket has no address", e);
        }
    }

    /** Whether only programs of this machine can reach it, and browsers are among them. */
    private static boolean isOfThisMachine(ServerSocketChannel channel) throws IOException {
        return channel.getLocalAddress() instanceof InetSocketAddress tcp
                && tcp.getAddress().isLoopbackAddress();
    }

    /**
     * The token that the settings speak of.
     *
     * @throws IOException with a message for the user, if its file cannot be read
     */
    public static Optional<String> token(AdminSettings settings) throws IOException {
        Optional<Path> file = settings.adminTokenFile();
        if (file.isEmpty()) {
            return settings.adminToken();
        }
        try (BufferedReader reader = Files.newBufferedReader(file.get())) {
            String line = reader.readLine();
            if (line == null || line.isBlank()) {
                throw new IOException("its first line is empty");
            }
            return Optional.of(line.trim());
        } catch (IOException e) {
            throw new IOException(
                    "admin_token_file = \"" + file.get() + "\" cannot be used: " + e.getMessage()
                            + "; write the token into its first line",
                    e);
        }
    }

    private void tick() {
        for (long tick = 0; !closed; tick++) {
            overdue();
            if (tick % TICKS_PER_SAMPLE == 0) {
                samples.take(Instant.now(), observer.total());
            }
            LockSupport.parkNanos(TICK.toNanos());
        }
    }

    private synchronized void overdue() {
        connections.ifPresent(Connections::cutOverdue);
    }

    @Override
    public synchronized void close() {
        closed = true;
        connections.ifPresent(Connections::close);
        connections = Optional.empty();
        own.retain(List.of());
    }
}
