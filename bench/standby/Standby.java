import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.bench.Section;
import org.junicorn.bench.Server;

/**
 * Measures what clients notice of workers that end and begin. Run by the script beside it.
 *
 * <p>Kills: one worker serves; it is killed, and a client that connects at once, and again if it is refused, waits for its
 * answer. Reloads: clients send requests at a fixed rate to two workers, half of them on kept connections; each time counts
 * from the moment at which the request should have been sent, so that what waits behind a slow one counts as well. The
 * variants take turns.
 */
public final class Standby {
    private static final int RATE = Integer.getInteger("rate");
    private static final int ROUNDS = Integer.getInteger("rounds");
    private static final int KILLS = Integer.getInteger("kills");
    private static final String ASKED = System.getProperty("asked");
    private static final int CLIENTS = 16;
    private static final Duration WARM = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofSeconds(6);
    private static final Duration AFTER = Duration.ofSeconds(5);
    private static final Pattern PORT =
            Pattern.compile("listening .*address=http://127\\.0\\.0\\.1:(\\d+)[\\s\\S]*server\\.ready");

    private final Path jar;
    private final Path war;
    private final Path jdk;
    private final Path scratch;

    private Standby(Path jar, Path war, Path jdk, Path scratch) {
        this.jar = jar;
        this.war = war;
        this.jdk = jdk;
        this.scratch = scratch;
    }

    public static void main(String[] args) throws Exception {
        Path scratch = Files.createTempDirectory("junicorn-standby");
        try {
            String report = new Standby(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), scratch).report();
            System.out.print(report);
            if (!args[3].isEmpty()) {
                new Section(Path.of(args[3]), "standby").write(report);
            }
        } finally {
            try (var files = Files.walk(scratch)) {
                files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
            }
        }
    }

    private String report() throws Exception {
        Server first = start(1, List.of());
        try {
            await(first, "archive\\.(made|not_made)", 0); // by a process that takes time and memory, once
        } finally {
            first.stop();
        }
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%nJDK %s, %d processors, %s, `GET %s`.%n%n",
                version(),
                Runtime.getRuntime().availableProcessors(),
                war.getFileName(),
                ASKED));
        text.append("| One worker, killed ").append(KILLS).append(" times | first answer after, median | range | memory |\n");
        text.append("| --- | ---: | ---: | ---: |\n");
        List<String> warm = List.of("--warmup", ASKED, "--warmup-requests", "3000", "--warmup-timeout", "20s");
        Map<String, List<String>> killed = new LinkedHashMap<>();
        killed.put("no spare", List.of());
        killed.put("`spare_workers = 1`", List.of("--spare-workers", "1"));
        List<String> warmSpare = new ArrayList<>(warm);
        warmSpare.addAll(List.of("--spare-workers", "1"));
        killed.put("`spare_workers = 1`, warm-up", warmSpare);
        for (Map.Entry<String, List<String>> variant : killed.entrySet()) {
            Kills kills = kills(variant.getValue());
            List<Double> times = kills.millis();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.0f ms | %.0f–%.0f ms | %d MB |%n",
                    variant.getKey(),
                    times.get(times.size() / 2),
                    times.get(0),
                    times.get(times.size() - 1),
                    kills.pssKb() / 1024));
        }
        text.append(String.format(
                Locale.ROOT,
                "%n| Two workers, reloaded under %d requests/s, %d rounds | quiet p50 | quiet p99 | p99 from HUP to %d s after"
                        + " its end | times quiet | longest | failed |%n",
                RATE,
                ROUNDS,
                AFTER.toSeconds()));
        text.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        Map<String, List<String>> variants = new LinkedHashMap<>();
        variants.put("neither", List.of());
        variants.put("warm-up", warm);
        variants.put("slow start, 5 s", List.of("--slow-start", "5s"));
        List<String> both = new ArrayList<>(warm);
        both.addAll(List.of("--slow-start", "5s"));
        variants.put("both", both);
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < ROUNDS; i++) {
            for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
                rounds.computeIfAbsent(variant.getKey(), name -> new ArrayList<>())
                        .add(round(variant.getValue()));
                System.err.println(variant.getKey() + ": " + rounds.get(variant.getKey()).get(i));
            }
        }
        rounds.forEach((name, all) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %.1f ms | %.1f ms | %.1f ms | %.1f | %.0f ms | %d |%n",
                name,
                median(all.stream().map(Round::quietMedian).toList()),
                median(all.stream().map(Round::quiet).toList()),
                median(all.stream().map(Round::reload).toList()),
                median(all.stream().map(round -> round.reload() / round.quiet()).toList()),
                all.stream().mapToDouble(Round::longest).max().orElse(0),
                all.stream().mapToLong(Round::failed).sum())));
        return text.append('\n').toString();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private String version() throws IOException {
        Matcher found = Pattern.compile("JAVA_VERSION=\"([^\"]+)\"").matcher(Files.readString(jdk.resolve("release")));
        return found.find() ? found.group(1) : jdk.toString();
    }

    private Server start(int workers, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                jdk.resolve("bin/java").toString(), "-jar", jar.toString(), "--app", war.toString(), "--workers"));
        command.addAll(List.of(Integer.toString(workers), "--bind", "127.0.0.1:0"));
        command.addAll(List.of("--work-dir", scratch.resolve("work").toString()));
        command.addAll(options);
        return Server.start(
                "junicorn", Files.createTempDirectory(scratch, "run"), command, PORT, List.of());
    }

    private static String await(Server server, String pattern, int from) throws Exception {
        Pattern wanted = Pattern.compile(pattern);
        for (int i = 0; i < 60_000; i++) {
            Matcher found = wanted.matcher(server.log());
            if (found.find(Math.min(from, server.log().length()))) {
                return found.group(found.groupCount());
            }
            Thread.sleep(2);
        }
        throw new IOException("the log never says " + pattern + ":\n" + server.log());
    }

    /** Times in order, and the memory of all processes before the first kill ("proportional set size"). */
    private record Kills(List<Double> millis, long pssKb) {}

    private Kills kills(List<String> options) throws Exception {
        List<Double> times = new ArrayList<>();
        long pss;
        boolean spare = options.contains("--spare-workers");
        Server server = start(1, options);
        try {
            String pid = await(server, "worker\\.ready .*pid=(\\d+)", 0);
            String begun = "worker\\.(?:promoted|ready) .*pid=(\\d+)";
            if (spare) {
                await(server, "worker\\.spare .*pid=(\\d+)", 0);
            }
            ask(server.address());
            server.settle();
            pss = server.pssKb();
            for (int i = 0; i <= KILLS; i++) {
                ask(server.address());
                Thread.sleep(1500); // dead sooner, it would count as one that cannot boot
                int mark = server.log().length();
                long began = System.nanoTime();
                new ProcessBuilder("kill", "-9", pid).start().waitFor();
                while (!ask(server.address())) {
                    LockSupport.parkNanos(100_000);
                }
                if (i > 0) {
                    times.add((System.nanoTime() - began) / 1e6);
                }
                pid = await(server, begun, mark);
                if (spare) {
                    await(server, "worker\\.spare .*pid=(\\d+)", mark);
                }
            }
        } finally {
            server.stop();
        }
        return new Kills(times.stream().sorted().toList(), pss);
    }

    /** In milliseconds. */
    private record Round(double quietMedian, double quiet, double reload, double longest, long failed) {}

    private Round round(List<String> options) throws Exception {
        Server server = start(2, options);
        try {
            run(server.address(), WARM, () -> false);
            Times quiet = run(server.address(), QUIET, () -> false);
            int mark = server.log().length();
            long worker = Long.parseLong(await(server, "worker\\.ready .*pid=(\\d+)", 0));
            ProcessHandle supervisor = ProcessHandle.of(worker).flatMap(ProcessHandle::parent).orElseThrow();
            new ProcessBuilder("kill", "-HUP", Long.toString(supervisor.pid())).start().waitFor();
            AtomicLong done = new AtomicLong();
            Thread watch = new Thread(() -> {
                try {
                    await(server, "reload\\.(done)", mark);
                    done.set(System.nanoTime());
                } catch (Exception e) {
                    e.printStackTrace();
                }
            });
            watch.start();
            Times reload = run(
                    server.address(),
                    Duration.ofMinutes(2),
                    () -> done.get() != 0 && System.nanoTime() - done.get() > AFTER.toNanos());
            return new Round(
                    quiet.quantile(0.5),
                    quiet.quantile(0.99),
                    reload.quantile(0.99),
                    reload.quantile(1),
                    quiet.failed.get() + reload.failed.get());
        } finally {
            server.stop();
        }
    }

    private interface End {
        boolean come();
    }

    private static final class Times {
        private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        private final AtomicLong failed = new AtomicLong();

        double quantile(double quantile) {
            List<Long> sorted = nanos.stream().sorted().toList();
            return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(quantile * sorted.size()))) / 1e6;
        }
    }

    private static Times run(InetSocketAddress address, Duration time, End end) throws InterruptedException {
        Times times = new Times();
        long began = System.nanoTime();
        long pause = 1_000_000_000L * CLIENTS / RATE;
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            long first = began + pause * i / CLIENTS;
            boolean keeps = i % 2 == 0;
            Thread client = new Thread(() -> client(address, first, pause, keeps, began + time.toNanos(), end, times));
            clients.add(client);
            client.start();
        }
        for (Thread client : clients) {
            client.join();
        }
        return times;
    }

    private static void client(
            InetSocketAddress address, long first, long pause, boolean keeps, long until, End end, Times times) {
        Connection kept = null;
        for (long due = first; due < until && !end.come(); due += pause) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            try {
                Connection connection = kept == null ? new Connection(address) : kept;
                boolean open = connection.ask();
                times.nanos.add(System.nanoTime() - due);
                kept = open && keeps ? connection : null;
                if (kept == null) {
                    connection.close();
                }
            } catch (IOException e) {
                times.failed.incrementAndGet();
                kept = null;
            }
        }
    }

    private static boolean ask(InetSocketAddress address) {
        try (Connection connection = new Connection(address)) {
            connection.ask();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static final class Connection implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;

        Connection(InetSocketAddress address) throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(address);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** Returns whether it stays open. */
        boolean ask() throws IOException {
            socket.getOutputStream()
                    .write(("GET " + ASKED + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
            String status = line();
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException(status);
            }
            boolean open = true;
            boolean chunked = false;
            int length = 0;
            for (String line = line().toLowerCase(Locale.ROOT); !line.isEmpty(); line = line().toLowerCase(Locale.ROOT)) {
                open &= !line.equals("connection: close");
                chunked |= line.equals("transfer-encoding: chunked");
                length = line.startsWith("content-length:") ? Integer.parseInt(line.substring(15).trim()) : length;
            }
            if (chunked) {
                for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                    in.skipNBytes(size + 2L);
                }
                line();
            } else {
                in.skipNBytes(length);
            }
            return open;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException();
                } else if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
