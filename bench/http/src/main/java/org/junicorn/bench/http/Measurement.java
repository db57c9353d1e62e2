package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junicorn.bench.Histogram;
import org.junicorn.bench.Server;

/** Measures the servers on one JDK: their starts one by one, then how they answer, in turn. Used by one thread. */
final class Measurement {
    private static final int SESSIONS = 64;
    private static final int START_REQUESTS = 4000;
    private static final int START_RATE = 1000;
    private static final int TRIAL_RATE = 50;
    static final double OF_THE_SLOWEST = 0.4;
    private static final int HIGHEST_RATE = 20_000;

    /**
     * How much is measured.
     *
     * @param connections of most cells
     * @param seconds for each part of a cell
     * @param warmUp seconds for each cell, before anything counts; 0 for none
     */
    record Plan(List<Cell> cells, int rounds, int connections, int seconds, int warmUp) {
        /** @throws IllegalArgumentException with a message for the user */
        Plan {
            cells = List.copyOf(cells);
            if (rounds < 1 || connections < 1 || seconds < 1 || warmUp < 0) {
                throw new IllegalArgumentException("there must be at least one round, connection and second, and no"
                        + " negative number of seconds to warm up");
            }
        }
    }

    private final Plan plan;
    private final List<Contestants.Contestant> contestants;
    private final Keys keys;
    private final Browser browser;
    private final Path jdk;
    private final Path work;
    private final Results results = new Results();
    private final Wrk wrk;
    private final H2load h2load;

    /** @param work an empty folder */
    Measurement(Plan plan, List<Contestants.Contestant> contestants, Keys keys, Path jdk, Path work)
            throws IOException {
        this.plan = plan;
        this.contestants = contestants;
        this.keys = keys;
        this.browser = new Browser(keys.client());
        this.jdk = jdk;
        this.work = work;
        this.wrk = new Wrk(work, Math.min(2, Runtime.getRuntime().availableProcessors()));
        this.h2load = new H2load(work);
    }

    Results results() {
        return results;
    }

    /**
     * Starts and stops each server several times, alone; the first time is another figure, since servers keep what helps
     * them next time.
     *
     * @param name of the application in the report
     * @param path that answers
     * @param isOurs whether it is the application of this benchmark
     */
    void starts(String name, Path war, String path, boolean isOurs) throws IOException, InterruptedException {
        for (int round = 0; round <= plan.rounds(); round++) {
            for (Contestants.Contestant each : inTurn(contestants, round)) {
                if (isOurs || each.anyApplication()) {
                    say("start " + name + (round == 0 ? ", the first time: " : ", round " + round + ": ")
                            + each.name());
                    Path folder = folder("start-" + name + "-" + each.name());
                    try {
                        results.add(name, each.name(), start(each, war, folder, path, round == 0), round == 0);
                    } catch (IOException e) {
                        results.failStart(name, each.name(), reason(e));
                    }
                }
            }
        }
    }

    private Start start(Contestants.Contestant contestant, Path war, Path folder, String path, boolean first)
            throws IOException, InterruptedException {
        Server server = contestant.starter().start(jdk, war, folder, false);
        try {
            Duration answered = browser.awaitFirst(server, path);
            server.await(contestant.complete());
            if (first) {
                server.await(contestant.trained());
            }
            server.settle();
            double pss = server.pssKb() / 1024.0;
            Target target = new Target(Cell.HELLO, server.address(), List.of(Ask.get(path)), plan.connections());
            new OpenLoop(Wire.plain(), target)
                    .run(START_RATE, Duration.ZERO, Duration.ofMillis(START_REQUESTS * 1000L / START_RATE));
            server.settle();
            return new Start(answered.toNanos() / 1e6, pss, server.pssKb() / 1024.0);
        } finally {
            server.stop();
        }
    }

    /** Asks the servers what the cells say; in each round with fresh processes, since compilers have luck. */
    void cells(Path war) throws IOException, InterruptedException {
        for (int round = 0; round < plan.rounds(); round++) {
            List<Entry> entries = new ArrayList<>();
            try {
                for (Contestants.Contestant each : inTurn(contestants, round)) {
                    try {
                        entries.add(entry(each, war));
                    } catch (IOException e) {
                        String reason = reason(e);
                        plan.cells().forEach(cell -> results.fail(cell, each.name(), reason));
                    }
                }
                warmUp(entries);
                for (Cell cell : plan.cells()) {
                    for (Entry entry : entries) {
                        measure(cell, entry, round);
                    }
                }
            } finally {
                for (Entry entry : entries) {
                    entry.server().stop();
                }
            }
        }
    }

    /** A server that runs, with what it can be asked. */
    private record Entry(Server server, Map<Cell, Target> targets) {}

    private Entry entry(Contestants.Contestant contestant, Path war) throws IOException, InterruptedException {
        say("start " + contestant.name());
        Server server = contestant.starter().start(jdk, war, folder("cells-" + contestant.name()), true);
        try {
            browser.awaitFirst(server, Cell.HELLO.ask().path());
            server.await(contestant.complete());
            Map<Cell, Target> targets = new EnumMap<>(Cell.class);
            for (Cell cell : plan.cells()) {
                try {
                    browser.check(cell, server);
                    List<Ask> asks =
                            cell == Cell.SESSION ? browser.sessions(cell, server, SESSIONS) : List.of(cell.ask());
                    targets.put(
                            cell,
                            new Target(
                                    cell, Browser.address(cell, server), asks, cell.connections(plan.connections())));
                } catch (IOException e) {
                    fail(cell, server, e);
                }
            }
            return new Entry(server, targets);
        } catch (IOException | InterruptedException e) {
            server.stop();
            throw e;
        }
    }

    private void fail(Cell cell, Server server, IOException e) {
        results.fail(cell, server.name(), reason(e));
    }

    /** What fits into a table; all of it is said. */
    private static String reason(IOException e) {
        say(e.toString());
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replace('|', '/');
    }

    /** Also finds, in the first round, at which rate latencies are measured: one that none of the servers is busy with. */
    private void warmUp(List<Entry> entries) throws IOException, InterruptedException {
        if (plan.warmUp() == 0) {
            return;
        }
        for (Cell cell : plan.cells()) {
            double slowest = Double.MAX_VALUE;
            for (Entry entry : entries) {
                Target target = entry.targets().get(cell);
                if (target != null) {
                    say("warm up " + cell.title() + ": " + entry.server().name());
                    try {
                        if (cell == Cell.H2) {
                            h2load.prime(target);
                        }
                        slowest = Math.min(
                                slowest, tool(cell).run(target, plan.warmUp()).perSecond());
                        latencies(target, 500, Duration.ZERO, Duration.ofMillis(200));
                    } catch (IOException e) {
                        fail(cell, entry.server(), e);
                    }
                }
            }
            if (results.rate(cell).isEmpty() && slowest < Double.MAX_VALUE) {
                results.rate(cell, rate(slowest));
            }
        }
        for (Entry entry : entries) {
            entry.server().settle();
        }
    }

    /** Two digits, so that it looks like what it is: chosen. */
    static int rate(double slowest) {
        double rate = Math.min(HIGHEST_RATE, Math.max(10, slowest * OF_THE_SLOWEST));
        double unit = Math.pow(10, Math.floor(Math.log10(rate)) - 1);
        return (int) (Math.floor(rate / unit) * unit);
    }

    private Burst.Tool tool(Cell cell) {
        return cell == Cell.H2 ? h2load : wrk;
    }

    private void measure(Cell cell, Entry entry, int round) throws InterruptedException {
        Server server = entry.server();
        Target target = entry.targets().get(cell);
        if (target == null) {
            return;
        }
        try {
            if (cell == Cell.H2) {
                h2load.prime(target);
            }
            long before = server.cpuMillis();
            Burst burst = tool(cell).run(target, plan.seconds());
            if (burst.requests() == 0) {
                throw new IOException("no answer in " + plan.seconds() + " s, " + burst.errors() + " errors");
            }
            double cpu = (server.cpuMillis() - before) * 1000.0 / burst.requests();
            int rate = results.rate(cell).orElse(TRIAL_RATE);
            results.rate(cell, rate);
            OpenLoop.Outcome outcome = latencies(
                    target, rate, Duration.ofMillis(plan.seconds() * 100L), Duration.ofSeconds(plan.seconds()));
            Histogram all = outcome.latencies();
            Sample sample = new Sample(
                    burst.perSecond(),
                    cpu,
                    all.percentile(50),
                    all.percentile(99),
                    all.percentile(99.9),
                    burst.errors() + outcome.errors(),
                    burst.requests() + all.count());
            say(String.format(
                    "round %d %s: %s %.0f/s, %.1f µs, p99 %.2f ms, %d errors",
                    round + 1, cell.title(), server.name(), sample.perSecond(), cpu, sample.p99(), sample.errors()));
            results.add(cell, server.name(), sample);
        } catch (IOException e) {
            fail(cell, server, e);
        }
    }

    private OpenLoop.Outcome latencies(Target target, int rate, Duration before, Duration counted)
            throws IOException, InterruptedException {
        if (target.cell() != Cell.H2) {
            Wire.Opener opener = target.cell().overTls() ? Wire.tls(keys.client()) : Wire.plain();
            return new OpenLoop(opener, target).run(rate, before, counted);
        }
        Histogram latencies = new Histogram();
        Burst burst = h2load.paced(target, rate, (int) Math.max(1, counted.toSeconds()), latencies);
        return new OpenLoop.Outcome(latencies, burst.errors());
    }

    private static <T> List<T> inTurn(List<T> all, int round) {
        List<T> order = new ArrayList<>(all);
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        return order;
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(work.resolve(name.replaceAll("[^A-Za-z0-9-]+", "-")));
    }

    static void say(String text) {
        System.err.printf("%tT %s%n", System.currentTimeMillis(), text);
    }
}
