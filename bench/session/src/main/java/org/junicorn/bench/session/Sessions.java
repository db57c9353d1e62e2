package org.junicorn.bench.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junicorn.bench.Folders;
import org.junicorn.bench.Machine;
import org.junicorn.bench.Section;
import org.junicorn.bench.Server;

/**
 * Measures requests that read and write a session, of Junicorn with each of its stores and of Tomcat. Run by the script
 * {@code bench/session/run}.
 *
 * <p>Method: all servers of a JDK are started and warmed up; then, in rounds, each kind of request is asked of one server
 * after the other, while the others have nothing to do; each second round goes through them backwards. So a drift of
 * the machine's speed meets all alike, and ratios are those of one round. The client is one thread on the same machine.
 */
public final class Sessions {
    private static final String FULL_MINUTES = "9";
    private static final Duration QUICK = Duration.ofSeconds(100);
    private static final int MOST_ROUNDS = 9;

    private final boolean quick;
    private final Duration time;
    private final Servers servers;
    private final Path work;
    private final StringBuilder said = new StringBuilder();

    private Sessions(boolean quick, Duration time, Servers servers, Path work) {
        this.quick = quick;
        this.time = time;
        this.servers = servers;
        this.work = work;
    }

    /** Arguments: launcher.jar, the module's target folder, then options and JDKs as the script has them. */
    public static void main(String[] args) throws Exception {
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        Path launcher = Path.of(rest.remove()).toRealPath();
        Path target = Path.of(rest.remove()).toRealPath();
        boolean quick = false;
        Optional<Path> recordings = Optional.empty();
        Pattern only = Pattern.compile("");
        String minutes = FULL_MINUTES;
        Optional<Path> document = Optional.empty();
        List<Path> jdks = new ArrayList<>();
        while (!rest.isEmpty()) {
            String word = rest.remove();
            if (word.equals("--quick")) {
                quick = true;
            } else if (word.equals("--jfr") && !rest.isEmpty()) {
                recordings = Optional.of(
                        Files.createDirectories(Path.of(rest.remove()).toAbsolutePath()));
            } else if (word.equals("--minutes")
                    && !rest.isEmpty()
                    && rest.peek().matches("[1-9][0-9]{0,2}")) {
                minutes = rest.remove();
            } else if (word.equals("--write") && !rest.isEmpty()) {
                document = Optional.of(Path.of(rest.remove()));
            } else if (word.equals("--only") && !rest.isEmpty()) {
                only = Pattern.compile(rest.remove());
            } else if (Files.isExecutable(Path.of(word, "bin/java"))) {
                jdks.add(Path.of(word));
            } else {
                System.err.println(
                        word
                                + ": neither --quick, nor --minutes N, nor --jfr FOLDER, nor --only REGEX, nor --write FILE, nor a JDK, which has bin/java");
                System.exit(2);
            }
        }
        if (jdks.isEmpty()) {
            jdks.add(Path.of(System.getProperty("java.home")));
        }
        Path work = Files.createTempDirectory("junicorn-bench");
        try {
            Servers servers = new Servers(launcher, target, work, recordings, only);
            Sessions sessions =
                    new Sessions(quick, quick ? QUICK : Duration.ofMinutes(Long.parseLong(minutes)), servers, work);
            sessions.run(quick ? jdks.subList(0, 1) : jdks);
            if (document.isPresent()) {
                new Section(document.get(), "sessions").write(sessions.said.toString());
            }
        } finally {
            Folders.remove(work);
        }
    }

    private void run(List<Path> jdks) throws IOException, InterruptedException {
        say(Machine.describe() + ", Tomcat " + servers.tomcatVersion() + ", " + LocalDate.now()
                + (quick ? ", quick run" : "") + ". " + Load.CONNECTIONS
                + " keep-alive connections, each with a session of its own; " + Servers.THREADS
                + " request threads and " + Servers.HEAP_MB + " MB of heap per server, " + Servers.collector()
                + "; the client runs on the same machine. Median (least to most) of the rounds.\n");
        for (Cell cell : Cell.values()) {
            say("- " + cell.title() + ": " + cell.meaning());
        }
        Optional<Path> program = Redis.program();
        if (program.isEmpty()) {
            say("\nNo redis-server in the PATH: nothing with Redis was measured.");
        }
        Duration each = time.dividedBy(jdks.size());
        for (Path jdk : jdks) {
            Optional<Redis> redis =
                    program.isPresent() ? Optional.of(Redis.start(program.get(), work)) : Optional.empty();
            try {
                measure(jdk, redis, System.nanoTime() + each.toNanos());
            } finally {
                if (redis.isPresent()) {
                    redis.get().stop();
                }
            }
        }
    }

    private void say(String text) {
        System.out.println(text);
        said.append(text).append('\n');
    }

    private void measure(Path jdk, Optional<Redis> redis, long deadline) throws IOException, InterruptedException {
        List<Server> started = servers.startAll(jdk, redis);
        try {
            List<Load> loads = new ArrayList<>();
            for (Server server : started) {
                Load load = new Load(server);
                load.begin();
                loads.add(load);
            }
            for (int i = 0; i < (quick ? 2 : 4); i++) {
                round(loads, started, new Report(), Duration.ofMillis(400)); // not counted
                for (Server server : started) {
                    server.settle();
                }
            }
            Report report = new Report();
            int rounds = 0;
            long longest = 0;
            while (rounds < MOST_ROUNDS && System.nanoTime() + longest < deadline) {
                long begin = System.nanoTime();
                round(loads, started, report, Duration.ofMillis(quick ? 400 : 1000));
                Collections.reverse(loads);
                Collections.reverse(started);
                longest = Math.max(longest, System.nanoTime() - begin);
                rounds++;
            }
            say("\n" + report.markdown(Machine.version(jdk) + ", " + (rounds == 1 ? "1 round" : rounds + " rounds")));
        } finally {
            for (Server server : started) {
                server.stop();
            }
        }
    }

    private static void round(List<Load> loads, List<Server> started, Report report, Duration counted)
            throws IOException {
        for (Cell cell : Cell.values()) {
            for (int i = 0; i < loads.size(); i++) {
                Sample sample = loads.get(i).run(cell, Duration.ofMillis(150), counted);
                report.add(cell, started.get(i).name(), sample);
            }
        }
    }
}
