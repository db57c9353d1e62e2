package org.junicorn.container.session;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junicorn.container.session.SessionStore.Stored;
import org.junicorn.container.session.SessionStore.Update;

/**
 * A process that uses a local store, as a worker does. All processes write the same value to the attributes a, b and c of
 * a session in one update, so whoever reads others has seen a torn one.
 */
final class StoreProcess implements AutoCloseable {
    static final int SESSIONS = 40;
    private static final String[] NAMES = {"a", "b", "c"};

    private final Process process;
    private final BufferedReader out;

    private StoreProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param task the name of a case of {@link #main} */
    static StoreProcess start(String task, Path file, long size, long seed) throws IOException {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*/(target/(test-)?classes/?|(jna|native|jboss-logging)-[^/]*jar)"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                classPath));
        if (Runtime.version().feature() >= 22) {
            command.add(1, "--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(StoreProcess.class.getName(), task, file.toString(), "" + size, "" + seed));
        return new StoreProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line it prints; it fails if there is none. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("process " + process.pid() + " has ended without saying more");
        }
        return line;
    }

    /** Tells it to end and returns its last word. */
    String end() throws IOException {
        process.getOutputStream().close();
        return line();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) {
        try {
            run(args);
            System.exit(0);
        } catch (Exception | Error e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        Path file = Path.of(args[1]);
        long size = Long.parseLong(args[2]);
        Random random = new Random(Long.parseLong(args[3]));
        if (args[0].equals("reads for ever")) {
            try (Environment environment = new Environment(file, size)) {
                environment.read(transaction -> {
                    System.out.println("reading");
                    return awaitEnd();
                });
            }
            return;
        }
        try (LocalStore store = LocalStore.open(file, size)) {
            switch (args[0]) {
                case "writes for ever" -> writeForEver(store, random);
                case "reads and writes" -> readAndWrite(store, random);
                case "grows" -> {
                    for (int i = 0; i < 20; i++) {
                        store.create("grown" + i, update(random, 1 << 20)).orElseThrow();
                    }
                    System.out.println("grown");
                    awaitEnd();
                    System.out.println(store.read("theirs", 0).isPresent());
                }
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    private static int awaitEnd() {
        try {
            return System.in.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String id(Random random) {
        return "session-" + random.nextInt(SESSIONS);
    }

    static Update update(Random random, int most) {
        byte[] value = new byte[1 + random.nextInt(most)];
        Arrays.fill(value, (byte) random.nextInt());
        return new Update(SessionStoreContract.HEADER, Set.of(), Map.of("a", value, "b", value, "c", value), Set.of());
    }

    /** @throws IllegalStateException if it has seen a torn session */
    static void check(Stored stored) {
        byte[] first = stored.values().get("a").bytes();
        for (String name : NAMES) {
            SessionStore.Value value = stored.values().get(name);
            if (!Arrays.equals(value.bytes(), first)
                    || value.version() != stored.values().get("a").version()) {
                throw new IllegalStateException("torn: " + stored);
            }
        }
        for (byte one : first) {
            if (one != first[0]) {
                throw new IllegalStateException("mixed: " + stored);
            }
        }
    }

    /** Waits for a sign to begin and says so after some writes, to be killed in the middle of one. */
    private static void writeForEver(SessionStore store, Random random) throws StoreException {
        System.out.println("ready");
        awaitEnd();
        int before = random.nextInt(300);
        for (int i = 0; ; i++) {
            write(store, random);
            if (i == before) {
                System.out.println("writing");
            }
        }
    }

    private static void write(SessionStore store, Random random) throws StoreException {
        String id = id(random);
        Update update = update(random, random.nextInt(20) == 0 ? 200_000 : 2_000);
        if (random.nextInt(10) == 0) {
            store.remove(id).ifPresent(StoreProcess::check);
            store.create(id, update);
        } else if (store.update(id, update).isEmpty()) {
            store.create(id, update);
        }
    }

    /**
     * Prints the worst time of an operation and the median of the writes, in microseconds, their count, and for how long
     * the machine has kept a thread waiting that wanted nothing but to wake up.
     */
    private static void readAndWrite(SessionStore store, Random random) throws Exception {
        System.out.println("running");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<?> end = Executors.newSingleThreadExecutor(task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                })
                .submit(StoreProcess::awaitEnd);
        long seed = random.nextLong();
        Callable<long[]> worker = () -> {
            Random own = new Random(seed ^ Thread.currentThread().getId());
            List<Long> writes = new ArrayList<>();
            long worst = 0;
            while (!end.isDone()) {
                long begin = System.nanoTime();
                if (own.nextInt(10) != 0) {
                    Optional<Stored> stored = store.read(id(own), 0);
                    worst = Math.max(worst, System.nanoTime() - begin);
                    stored.ifPresent(StoreProcess::check);
                } else {
                    Update update = update(own, 2_000);
                    String id = id(own);
                    begin = System.nanoTime();
                    if (store.update(id, update).isEmpty()) {
                        store.create(id, update);
                    }
                    long took = System.nanoTime() - begin;
                    worst = Math.max(worst, took);
                    if (writes.size() < 1_000_000) {
                        writes.add(took);
                    }
                }
            }
            long[] sorted = writes.stream().mapToLong(one -> one).sorted().toArray();
            return new long[] {worst / 1000, sorted[sorted.length / 2] / 1000, sorted.length};
        };
        Future<Long> stall = Executors.newSingleThreadExecutor().submit(() -> {
            long worst = 0;
            while (!end.isDone()) {
                long begin = System.nanoTime();
                LockSupport.parkNanos(1_000_000);
                worst = Math.max(worst, System.nanoTime() - begin);
            }
            return worst / 1000;
        });
        Future<long[]> one = threads.submit(worker);
        Future<long[]> two = threads.submit(worker);
        System.out.println(Math.max(one.get()[0], two.get()[0]) + " " + Math.max(one.get()[1], two.get()[1]) + " "
                + (one.get()[2] + two.get()[2]) + " " + stall.get());
    }
}
