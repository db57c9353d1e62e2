package org.junicorn.bench.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server that runs, with all its processes. */
final class Server {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TICKS_PER_SECOND = 100; // what Linux shows to programs, whatever it counts in

    private static final int LOOK_MS = 100;
    private static final int MOST_LOOKS = 60;

    private final String name;
    private final Process process;
    private final Path log;
    private final Pattern ready;
    private final List<Process> helpers;

    private Server(String name, Process process, Path log, Pattern ready, List<Process> helpers) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.ready = ready;
        this.helpers = helpers;
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param ready finds, in its log, that it serves; its group is the port
     * @param helpers processes that work for this server alone while it is asked: their CPU time counts
     */
    static Server start(String name, Path folder, List<String> command, Pattern ready, List<Process> helpers)
            throws IOException, InterruptedException {
        Path log = folder.resolve("out.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Server server = new Server(name, process, log, ready, List.copyOf(helpers));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!server.found().find()) {
            if (System.nanoTime() > deadline || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                server.stop();
                throw new IOException(name + " does not start:\n" + Files.readString(log));
            }
        }
        return server;
    }

    private Matcher found() throws IOException {
        return ready.matcher(Files.readString(log));
    }

    String name() {
        return name;
    }

    InetSocketAddress address() throws IOException {
        Matcher found = found();
        if (!found.find()) {
            throw new IOException(name + " does not say its port");
        }
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(found.group(1)));
    }

    /** User and system time of all its processes up to now. */
    long cpuMillis() throws IOException {
        long ticks = 0;
        for (Process root : Stream.concat(Stream.of(process), helpers.stream()).toList()) {
            for (ProcessHandle each : Stream.concat(Stream.of(root.toHandle()), root.descendants())
                    .toList()) {
                ticks += ticks(each.pid());
            }
        }
        return ticks * 1000 / TICKS_PER_SECOND;
    }

    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]); // utime, stime: the 14th and 15th of all
    }

    /** Waits until its compilers have done what the last requests have given them to do, if that does not take too long. */
    void settle() throws IOException, InterruptedException {
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

    /** Ends it, by force after a while. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
