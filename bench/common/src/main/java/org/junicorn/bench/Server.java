package org.junicorn.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server that runs, with all its processes. */
public final class Server {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TICKS_PER_SECOND = 100; // what Linux shows to programs, whatever it counts in
    private static final int LOG_LOOK_MS = 5; // what a measured start may be too long by

    private static final int LOOK_MS = 100;
    private static final int MOST_LOOKS = 60;
    private static final int LOG_LOOKS = 600;
    private static final Duration LAST_WORDS = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final Path log;
    private final Pattern ready;
    private final List<Process> helpers;
    private final long began;

    private Server(String name, Process process, Path log, Pattern ready, List<Process> helpers, long began) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.ready = ready;
        this.helpers = helpers;
        this.began = began;
    }

    /**
     * Starts it and waits until its log says what is waited for.
     *
     * @param folder the current one of the process; its output goes to the file {@code out.log} there
     * @param ready finds, in its log, that it is so far; its groups are ports
     * @param helpers processes that work for this server alone while it is asked: their CPU time counts
     */
    public static Server start(String name, Path folder, List<String> command, Pattern ready, List<Process> helpers)
            throws IOException, InterruptedException {
        Path log = folder.resolve("out.log");
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Server server = new Server(name, process, log, ready, List.copyOf(helpers), began);
        boolean started = false;
        try {
            while (!server.found().find()) {
                if (System.nanoTime() - began > PATIENCE.toNanos()
                        || process.waitFor(LOG_LOOK_MS, TimeUnit.MILLISECONDS)) {
                    throw new IOException(name + " does not start:\n" + server.log());
                }
            }
            started = true;
            return server;
        } finally {
            if (!started) {
                server.stop();
            }
        }
    }

    private Matcher found() throws IOException {
        return ready.matcher(log());
    }

    public String name() {
        return name;
    }

    /** All that it has written. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    public long pid() {
        return process.pid();
    }

    /** Waits until its log has this; it need not come, so not for ever. */
    public void await(Pattern wanted) throws IOException, InterruptedException {
        for (int i = 0; i < LOG_LOOKS && isAlive(); i++) {
            if (wanted.matcher(log()).find()) {
                return;
            }
            Thread.sleep(LOOK_MS);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Since its process was started. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    public InetSocketAddress address() throws IOException {
        return address(1);
    }

    /** @param group of the pattern that finds it in the log */
    public InetSocketAddress address(int group) throws IOException {
        Matcher found = found();
        if (!found.find()) {
            throw new IOException(name + " does not say its port");
        }
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(found.group(group)));
    }

    /** User and system time of all its processes up to now. */
    public long cpuMillis() throws IOException {
        long ticks = 0;
        for (ProcessHandle each : processes()) {
            ticks += ticks(each.pid());
        }
        return ticks * 1000 / TICKS_PER_SECOND;
    }

    private static long ticks(long pid) throws IOException {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        } catch (NoSuchFileException e) {
            return 0; // it has just ended
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]); // utime, stime: the 14th and 15th of all
    }

    /** Memory of all its processes in kB, what they share with others in part ("proportional set size"). */
    public long pssKb() throws IOException {
        long sum = 0;
        for (ProcessHandle each : processes()) {
            sum += pss(Path.of("/proc/" + each.pid() + "/smaps_rollup"));
        }
        return sum;
    }

    private static long pss(Path rollup) throws IOException {
        try (Stream<String> lines = Files.lines(rollup)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (NoSuchFileException e) {
            return 0; // it has just ended
        }
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process), helpers.stream())
                .flatMap(root -> Stream.concat(Stream.of(root.toHandle()), root.descendants()))
                .toList();
    }

    /** Waits until its compilers have done what the last requests have given them to do, if that does not take too long. */
    public void settle() throws IOException, InterruptedException {
        long before = cpuMillis();
        for (int i = 0; i < MOST_LOOKS; i++) {
            Thread.sleep(LOOK_MS);
            long now = cpuMillis();
            if (now - before <= LOOK_MS / 10) {
                return;
            }
            before = now;
        }
    }

    /** Ends it, by force after a while. An interrupt does not keep it alive, and is still there afterwards. */
    public void stop() {
        process.destroy();
        long began = System.nanoTime();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended && System.nanoTime() - began < LAST_WORDS.toNanos()) {
            try {
                ended = process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
