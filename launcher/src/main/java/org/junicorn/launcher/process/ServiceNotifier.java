package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.junicorn.launcher.channel.UnixDatagrams;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.supervisor.ServiceManager;
import org.junicorn.launcher.supervisor.Status.Phase;

/**
 * Tells systemd how the server is (sd_notify(3)): ready when all workers of the first start are, reloading, stopping, a
 * sentence for {@code systemctl status}, more time while a start or a stop advances, and signs of life for its watchdog.
 * These come from the supervisor's own loop, so that they end when it hangs.
 */
final class ServiceNotifier implements ServiceManager, AutoCloseable {
    private static final Duration EXTENSION = Duration.ofSeconds(30);
    private static final Duration EXTEND_EVERY = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration NOTHING_DUE = Duration.ofHours(1);
    private static final int MOST_WAITING = 20;
    private static final int LONGEST_SENTENCE = 300;

    private final UnixDatagrams socket;
    private final EventLog log;
    private final Duration signsOfLife;
    private final Deque<String> waiting = new ArrayDeque<>();
    private boolean silent;
    private Optional<Phase> told = Optional.empty();
    private String sentence = "";
    private boolean everReady;
    private boolean extended;
    private long extendAt;
    private boolean alive;
    private long aliveAt;
    private boolean troubled;

    private ServiceNotifier(UnixDatagrams socket, EventLog log, Duration signsOfLife, boolean silent) {
        this.socket = socket;
        this.log = log;
        this.signsOfLife = signsOfLife;
        this.silent = silent;
    }

    /**
     * The one that the environment names; empty if there is none.
     *
     * @param pid of this process
     * @param silent whether another process still speaks for the service
     */
    static Optional<ServiceNotifier> of(Map<String, String> environment, long pid, boolean silent, EventLog log) {
        String name = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ServiceNotifier(UnixDatagrams.to(name), log, watchdog(environment, pid), silent));
        } catch (IOException e) {
            log.warning("service_manager.unreachable", "notify_socket", name, "reason", e.getMessage());
            return Optional.empty();
        }
    }

    /** Half of what the watchdog waits, as sd_watchdog_enabled(3) recommends; zero if there is none, or for another process. */
    static Duration watchdog(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String who = environment.getOrDefault("WATCHDOG_PID", "");
        return micros.matches("[1-9]\\d{0,17}") && (who.isEmpty() || who.equals(Long.toString(pid)))
                ? Duration.ofNanos(Long.parseLong(micros) * 500)
                : Duration.ZERO;
    }

    @Override
    public Duration turn(long now, Supplier<Standing> supplier) {
        if (silent) {
            return NOTHING_DUE;
        }
        Standing standing = supplier.get();
        StringJoiner message = new StringJoiner("\n");
        addPhase(standing, message);
        addSentence(standing.sentence(), message);
        Duration next = NOTHING_DUE;
        if (standing.advancing()) {
            if (!extended || now - extendAt >= 0) {
                extended = true;
                extendAt = now + EXTEND_EVERY.toNanos();
                message.add("EXTEND_TIMEOUT_USEC=" + EXTENSION.toNanos() / 1_000);
            }
            next = Duration.ofNanos(extendAt - now);
        } else {
            extended = false;
        }
        if (!signsOfLife.isZero()) {
            if (!alive || now - aliveAt >= 0) {
                alive = true;
                aliveAt = now + signsOfLife.toNanos();
                message.add("WATCHDOG=1");
            }
            next = shorter(next, Duration.ofNanos(aliveAt - now));
        }
        send(message);
        return waiting.isEmpty() ? next : shorter(next, RETRY);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void addPhase(Standing standing, StringJoiner message) {
        // Until all workers of the first start are ready the server is starting, though some may serve already.
        Phase phase = standing.phase() == Phase.RELOADING && !everReady ? Phase.STARTING : standing.phase();
        if (told.equals(Optional.of(phase))) {
            return;
        }
        told = Optional.of(phase);
        switch (phase) {
            case SERVING -> {
                everReady = true;
                message.add("READY=1");
            }
            case RELOADING -> addReloading(message);
            case STOPPING -> message.add("STOPPING=1");
            case STARTING -> {}
        }
    }

    /** With the time of CLOCK_MONOTONIC, which nanoTime reads on Linux. */
    private static void addReloading(StringJoiner message) {
        message.add("RELOADING=1").add("MONOTONIC_USEC=" + System.nanoTime() / 1_000);
    }

    private void addSentence(String fresh, StringJoiner message) {
        if (!fresh.equals(sentence)) {
            sentence = fresh;
            String line = fresh.replace('\n', ' ');
            message.add("STATUS=" + line.substring(0, Math.min(line.length(), LONGEST_SENTENCE)));
        }
    }

    /** Said at once: systemd waits for a message that is younger than its signal (Type=notify-reload). */
    @Override
    public void reloadAsked() {
        if (!silent && everReady) {
            StringJoiner message = new StringJoiner("\n");
            addReloading(message);
            told = Optional.of(Phase.RELOADING);
            send(message);
        }
    }

    /** Another process is the service's main one from now on, and speaks for it. */
    void mainProcess(int pid) {
        if (!silent) {
            send(new StringJoiner("\n").add("MAINPID=" + pid).add("WATCHDOG=1"));
            silent = true;
        }
    }

    /** This process speaks for the service, and says all of it again. */
    void speak() {
        silent = false;
        told = Optional.empty();
        sentence = "";
        alive = false;
    }

    private void send(StringJoiner message) {
        if (message.length() > 0) {
            waiting.add(message.toString());
            if (waiting.size() > MOST_WAITING) {
                waiting.remove();
            }
        }
        try {
            while (!waiting.isEmpty() && socket.send(waiting.peek().getBytes(UTF_8))) {
                waiting.remove();
            }
        } catch (IOException e) {
            waiting.clear();
            if (!troubled) {
                troubled = true;
                log.warning("service_manager.unreachable", "reason", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
