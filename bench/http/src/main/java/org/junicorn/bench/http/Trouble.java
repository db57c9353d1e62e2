package org.junicorn.bench.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.bench.Server;

/**
 * What the clients of the other workers notice while one of four is in trouble: on connections that the others have, and
 * on new ones, of which the one in trouble may hold some. Used by one thread.
 */
final class Trouble {
    private static final int WORKERS = 4;
    private static final int MOST_TRIES = 200;
    private static final Pattern PID = Pattern.compile("\r\n\r\n(\\d+)\\z");
    private static final Duration DUMP_EVERY = Duration.ofMillis(100);

    /** What one worker suffers from. */
    enum Kind {
        QUIET("quiet"),
        FROZEN("one is frozen (SIGSTOP)"),
        COLLECTING("one collects garbage, all of it, again and again"),
        DUMPING("one dumps its threads, ten times a second");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }
    }

    /**
     * How much is measured.
     *
     * @param seconds of each trouble
     * @param warmUp seconds of requests before; 0 for none
     * @param perSecond requests on connections that stay
     * @param newPerSecond requests on connections of their own
     */
    record Plan(int rounds, int seconds, int warmUp, int perSecond, int newPerSecond, int connections) {
        static final Plan FULL = new Plan(3, 5, 5, 2_000, 500, 64);
        static final Plan SMOKE = new Plan(1, 1, 0, 50, 50, 4);

        Plan withRounds(int number) {
            return new Plan(number, seconds, warmUp, perSecond, newPerSecond, connections);
        }
    }

    private final Plan plan;
    private final Contestants all;
    private final Path jdk;
    private final Path work;
    private final TroubleReport report = new TroubleReport();

    /** @param work an empty folder */
    Trouble(Plan plan, Contestants all, Path jdk, Path work) {
        this.plan = plan;
        this.all = all;
        this.jdk = jdk;
        this.work = work;
    }

    /** Each round has fresh processes. */
    void measure(Path war) throws IOException, InterruptedException {
        for (int round = 0; round < plan.rounds(); round++) {
            Contestants.Contestant contestant = all.of("junicorn:" + WORKERS);
            Server server =
                    contestant.starter().start(jdk, war, Files.createDirectories(work.resolve("trouble")), false);
            try {
                server.await(contestant.complete());
                if (round == 0) {
                    server.await(contestant.trained());
                }
                if (plan.warmUp() > 0) {
                    new Wrk(work, 2).run(target(Cell.HELLO, server), plan.warmUp());
                    new Wrk(work, 2).run(target(Cell.CLOSE, server), plan.warmUp());
                }
                server.settle();
                for (Kind kind : Kind.values()) {
                    long victim = worker(server.address());
                    TroubleReport.Result kept = suffer(kind, victim, server, Cell.HELLO, plan.perSecond());
                    say(kind, round, kept);
                    TroubleReport.Result opened = suffer(kind, victim, server, Cell.CLOSE, plan.newPerSecond());
                    say(kind, round, opened);
                    report.add(kind, kept, opened);
                }
            } finally {
                server.stop();
            }
        }
    }

    private static void say(Kind kind, int round, TroubleReport.Result result) {
        Measurement.say(String.format(
                "round %d, %s: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, %d errors of %d",
                round + 1, kind.meaning(), result.p50(), result.p99(), result.p999(), result.errors(), result.asked()));
    }

    /** @param title of the run */
    String markdown(String title) {
        return report.markdown(
                title + ", rounds: " + plan.rounds() + " of " + plan.seconds() + " s",
                plan.perSecond(),
                plan.newPerSecond());
    }

    private Target target(Cell cell, Server server) throws IOException {
        return new Target(cell, server.address(), List.of(cell.ask()), plan.connections());
    }

    private TroubleReport.Result suffer(Kind kind, long victim, Server server, Cell cell, int rate)
            throws IOException, InterruptedException {
        Wire.Opener opener = cell.closes() ? Wire.plain() : ofOthers(victim);
        Duration before = Duration.ofMillis(plan.seconds() * 200L);
        Duration counted = Duration.ofSeconds(plan.seconds());
        OpenLoop loop = new OpenLoop(opener, target(cell, server));
        // A collection must run in the victim, on a connection of its own, which is opened before it is in trouble.
        try (Sufferer sufferer = new Sufferer(kind, victim, server.address(), counted.plus(before))) {
            OpenLoop.Outcome outcome = loop.run(rate, before, counted, sufferer::begin);
            return new TroubleReport.Result(
                    outcome.latencies().percentile(50),
                    outcome.latencies().percentile(99),
                    outcome.latencies().percentile(99.9),
                    outcome.errors(),
                    outcome.latencies().count());
        }
    }

    /** Connections that this worker does not serve. */
    private static Wire.Opener ofOthers(long victim) {
        Wire.Opener plain = Wire.plain();
        return (address, selector, owner) -> {
            for (int i = 0; i < MOST_TRIES; i++) {
                Wire wire = plain.open(address, selector, owner);
                wire.send(Ask.get("/worker").bytes());
                StringBuilder answer = new StringBuilder();
                while (!wire.isEnded() && !PID.matcher(answer).find()) {
                    answer.append(StandardCharsets.ISO_8859_1.decode(wire.receive()));
                }
                if (pid(answer) != victim) {
                    return wire;
                }
                wire.close();
            }
            throw new IOException("all connections are the same worker's");
        };
    }

    private static long pid(CharSequence answer) throws IOException {
        Matcher found = PID.matcher(answer);
        if (!found.find()) {
            throw new IOException("no worker said which it is: " + answer);
        }
        return Long.parseLong(found.group(1));
    }

    /** One of the workers. */
    private static long worker(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            return ask(socket, "/worker");
        }
    }

    private static long ask(Socket socket, String path) throws IOException {
        socket.getOutputStream().write(Ask.get(path).with("Connection", "close").bytes());
        return pid(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    /** Brings one worker into trouble, on a thread of its own, until it is closed. */
    private static final class Sufferer implements AutoCloseable {
        private final Kind kind;
        private final long victim;
        private final InetSocketAddress address;
        private final Duration time;
        private final Thread thread = new Thread(this::run, "trouble");
        private volatile boolean over;

        private Sufferer(Kind kind, long victim, InetSocketAddress address, Duration time) {
            this.kind = kind;
            this.victim = victim;
            this.address = address;
            this.time = time;
        }

        private void begin() {
            thread.start();
        }

        private void run() {
            try {
                switch (kind) {
                    case FROZEN -> signal("STOP");
                    case DUMPING -> dump();
                    case COLLECTING -> collect();
                    default -> over = true;
                }
            } catch (IOException e) {
                Measurement.say("no trouble: " + e.getMessage());
            } catch (InterruptedException e) {
                Measurement.say("the trouble was ended");
            }
        }

        private void dump() throws IOException, InterruptedException {
            while (!over) {
                signal("QUIT");
                Thread.sleep(DUMP_EVERY.toMillis());
            }
        }

        /** Several connections, of which one should be the victim's. */
        private void collect() throws IOException {
            for (int i = 0; i < MOST_TRIES; i++) {
                try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                    socket.getOutputStream().write(Ask.get("/worker").bytes());
                    StringBuilder answer = new StringBuilder();
                    byte[] buffer = new byte[1024];
                    while (!PID.matcher(answer).find()) {
                        int read = socket.getInputStream().read(buffer);
                        if (read < 0) {
                            break;
                        }
                        answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                    }
                    if (pid(answer) == victim) {
                        ask(socket, "/worker?collect=" + time.toMillis());
                        return;
                    }
                }
            }
            throw new IOException("no connection is the one worker's");
        }

        private void signal(String name) throws IOException {
            new ProcessBuilder("kill", "-" + name, Long.toString(victim))
                    .start()
                    .onExit()
                    .join();
        }

        /** The worker is well again, also if all is to end. */
        @Override
        public void close() throws IOException {
            over = true;
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (kind == Kind.FROZEN) {
                signal("CONT");
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
