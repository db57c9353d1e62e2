package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junicorn.bench.Histogram;

/**
 * The program h2load, for HTTP/2: few connections with several requests under way on each. In its timed mode, a connection
 * that is not open when the time is over is never told to stop: it asks for ever then (seen with 1.52, and servers that had
 * just been started). So a server is first asked a number of times, after which its connections are open at once.
 */
final class H2load implements Burst.Tool {
    private static final int STREAMS = 4;
    private static final int PRIMING = 20;
    private static final Duration PRIMING_LIMIT = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Pattern FINISHED = Pattern.compile("(?m)^finished in ([0-9.]+)(us|ms|s), ");
    private static final Pattern REQUESTS = Pattern.compile(
            "(?m)^requests: \\d+ total, \\d+ started, \\d+ done, (\\d+) succeeded, (\\d+) failed, \\d+ errored,");

    private final Path folder;

    /** @param folder for its log */
    H2load(Path folder) {
        this.folder = folder;
    }

    /** Asks a few times on each connection, however long that takes. */
    void prime(Target target) throws IOException, InterruptedException {
        String count = "-n" + connections(target) * PRIMING;
        parse(Output.of(command(target, count, List.of()), folder, PRIMING_LIMIT));
    }

    @Override
    public Burst run(Target target, int seconds) throws IOException, InterruptedException {
        return parse(Output.of(command(target, "-D" + seconds, List.of()), folder, limit(seconds)));
    }

    /**
     * Asks so many times a second. It is not the open loop of the other cells: a request that waits for a place on a
     * connection counts from when it is sent.
     *
     * @param latencies get those of the answers
     */
    Burst paced(Target target, int perSecond, int seconds, Histogram latencies)
            throws IOException, InterruptedException {
        Path log = folder.resolve("h2load.log");
        Files.deleteIfExists(log);
        double each = Math.max(1, perSecond / (double) connections(target));
        Burst burst = parse(Output.of(
                command(target, "-D" + seconds, List.of("--rps=" + Math.round(each), "--log-file=" + log)),
                folder,
                limit(seconds)));
        try (Stream<String> lines = Files.lines(log)) {
            lines.forEach(line -> count(line, latencies));
        }
        return burst;
    }

    private static Duration limit(int seconds) {
        return Duration.ofSeconds(seconds).plus(GRACE);
    }

    private static int connections(Target target) {
        return Math.max(1, target.connections() / STREAMS);
    }

    private static List<String> command(Target target, String amount, List<String> more) {
        List<String> command = new ArrayList<>(List.of("h2load", "-t1", "-c" + connections(target)));
        command.addAll(List.of("-m" + STREAMS, amount));
        command.add("--npn-list=h2");
        command.addAll(more);
        target.asks().get(0).headers().forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        command.add(target.url());
        return command;
    }

    /** A line of the log: when it was sent, the status, and how many microseconds it took, separated by tabs. */
    static void count(String line, Histogram latencies) {
        String[] fields = line.split("\t");
        if (fields.length >= 3) {
            latencies.add(Long.parseLong(fields[2]));
        }
    }

    /** @throws IOException if the output is not that of a measurement */
    static Burst parse(String output) throws IOException {
        Matcher finished = FINISHED.matcher(output);
        Matcher requests = REQUESTS.matcher(output);
        if (!finished.find() || !requests.find()) {
            throw new IOException("h2load has not measured:\n" + output);
        }
        double unit = finished.group(2).equals("s") ? 1 : finished.group(2).equals("ms") ? 1e-3 : 1e-6;
        return new Burst(
                Long.parseLong(requests.group(1)),
                Double.parseDouble(finished.group(1)) * unit,
                Long.parseLong(requests.group(2)));
    }
}
