package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.bench.Server;

/**
 * How Junicorn grows with workers and connections, and what its supervisor costs meanwhile. Each round has fresh
 * processes; every second one goes from many workers to few. Used by one thread.
 */
final class Growth {
    /** By default a worker has room for a thousand connections only. */
    static final Map<String, List<String>> VARIANT = Map.of("wide", List.of("--worker-connections", "20000"));

    private static final int SPARE_FILES = 200;
    private static final int USUAL_CONNECTIONS = 64;

    /**
     * How much is measured.
     *
     * @param seconds for each rate and for each latency
     * @param warmUp seconds for each server; 0 for none
     * @param rest seconds to watch a supervisor at rest
     */
    record Plan(List<Integer> workers, List<Integer> connections, int rounds, int seconds, int warmUp, int rest) {
        static final Plan FULL = new Plan(List.of(1, 2, 4, 8), List.of(64, 256, 1_000, 4_000, 10_000), 3, 3, 5, 10);
        static final Plan SMOKE = new Plan(List.of(1, 2), List.of(8, 64), 1, 1, 0, 1);

        Plan {
            workers = List.copyOf(workers);
            connections = List.copyOf(connections);
        }

        Plan withRounds(int number) {
            return new Plan(workers, connections, number, seconds, warmUp, rest);
        }
    }

    private final Plan plan;
    private final Contestants all;
    private final Path jdk;
    private final Path work;
    private final Wrk wrk;
    private final GrowthReport report = new GrowthReport();
    private int rate = 0;

    /** @param work an empty folder */
    Growth(Plan plan, Contestants all, Path jdk, Path work) {
        this.plan = plan;
        this.all = all;
        this.jdk = jdk;
        this.work = work;
        this.wrk = new Wrk(work, Math.min(2, Runtime.getRuntime().availableProcessors()));
    }

    /** @param title of the run */
    String markdown(String title) {
        return report.markdown(title + ", rounds: " + plan.rounds() + " of " + plan.seconds() + " s", rate);
    }

    void measure(Path war) throws IOException, InterruptedException {
        long most = openFiles() - SPARE_FILES;
        List<Integer> connections =
                plan.connections().stream().filter(count -> count <= most).toList();
        if (connections.size() < plan.connections().size()) {
            report.note("a process may open " + (most + SPARE_FILES)
                    + " files here: raise `ulimit -n` for more connections");
        }
        for (int round = 0; round < plan.rounds(); round++) {
            List<Integer> order = new ArrayList<>(plan.workers());
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (int workers : order) {
                measure(war, workers, connections, round);
            }
        }
    }

    /** Of each process that is started here. */
    private static long openFiles() throws IOException {
        Matcher limit = Pattern.compile("(?m)^Max open files +(\\d+|unlimited)")
                .matcher(Files.readString(Path.of("/proc/self/limits")));
        return limit.find() && !limit.group(1).equals("unlimited") ? Long.parseLong(limit.group(1)) : Long.MAX_VALUE;
    }

    private void measure(Path war, int workers, List<Integer> connections, int round)
            throws IOException, InterruptedException {
        Contestants.Contestant contestant = all.of("wide:" + workers);
        Path folder = work.resolve("growth"); // of all, so that the first one makes what makes starts faster
        boolean first = Files.notExists(folder);
        Server server = contestant.starter().start(jdk, war, Files.createDirectories(folder), false);
        try {
            server.await(contestant.complete());
            if (first) {
                server.await(contestant.trained());
            }
            Target usual = target(Cell.HELLO, server, USUAL_CONNECTIONS);
            double reached =
                    plan.warmUp() == 0 ? 0 : wrk.run(usual, plan.warmUp()).perSecond();
            if (rate == 0) {
                rate = Measurement.rate(reached);
            }
            server.settle();
            Supervisor supervisor = new Supervisor(server.pid());
            double resting = supervisor.percent(() -> Thread.sleep(plan.rest() * 1000L));
            report.atRest(workers, resting);
            for (int count : connections) {
                measure(
                        new GrowthReport.Key(workers, count, false),
                        target(Cell.HELLO, server, count),
                        server,
                        supervisor,
                        round);
            }
            measure(
                    new GrowthReport.Key(workers, USUAL_CONNECTIONS, true),
                    target(Cell.CLOSE, server, USUAL_CONNECTIONS),
                    server,
                    supervisor,
                    round);
        } finally {
            server.stop();
        }
    }

    private static Target target(Cell cell, Server server, int connections) throws IOException {
        return new Target(cell, server.address(), List.of(cell.ask()), connections);
    }

    private void measure(GrowthReport.Key key, Target target, Server server, Supervisor supervisor, int round)
            throws IOException, InterruptedException {
        List<Burst> bursts = new ArrayList<>();
        long before = server.cpuMillis();
        double percent = supervisor.percent(() -> bursts.add(wrk.run(target, plan.seconds())));
        Burst burst = bursts.get(0);
        if (burst.requests() == 0) {
            report.note(key.workers() + " workers, " + key.connections() + " connections: no answer in "
                    + plan.seconds() + " s");
            return;
        }
        double cpu = (server.cpuMillis() - before) * 1000.0 / burst.requests();
        OpenLoop.Outcome outcome = new OpenLoop(Wire.plain(), target)
                .run(rate, Duration.ofMillis(plan.seconds() * 200L), Duration.ofSeconds(plan.seconds()));
        GrowthReport.Point point = new GrowthReport.Point(
                burst.perSecond(),
                cpu,
                outcome.latencies().percentile(50),
                outcome.latencies().percentile(99),
                percent,
                burst.errors() + outcome.errors());
        report.add(key, point);
        Measurement.say(String.format(
                "round %d, %d workers, %d connections%s: %.0f/s, %.1f µs, p99 %.2f ms, supervisor %.2f %%, %d errors",
                round + 1,
                key.workers(),
                key.connections(),
                key.closing() ? " at a time" : "",
                point.perSecond(),
                cpu,
                point.p99(),
                percent,
                point.errors()));
    }
}
