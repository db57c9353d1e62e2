import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.junicorn.bench.Folders;
import org.junicorn.bench.Machine;
import org.junicorn.bench.Server;
import org.junicorn.bench.Spread;
import org.junicorn.bench.Tomcat;

/**
 * Measures how long a worker takes from its spawn until it is ready, as the supervisor sees it, how long the server takes
 * from the start of its process to the first answer, and how much memory all its processes have at rest, beside Tomcat's.
 * Run by the script beside it.
 *
 * <p>Method: for each application and JDK the servers are started, asked, measured and stopped in turn, so that a drift of
 * the machine's speed meets all of them alike. The first start finds an empty folder and is a figure of its own; after it
 * there are the unpacked application and the class archive. Of the further starts median and range are reported.
 */
public final class Boot {
    private static final int RUNS = Integer.getInteger("runs", 5);
    private static final Pattern READY = Pattern.compile("worker\\.ready .*after=([0-9.]+)(ms|s)");
    private static final Pattern ARCHIVED = Pattern.compile(" archive\\.(made|not_made) ");
    private static final long PATIENCE_MS = 120_000;

    /** @param workers 0 for Tomcat */
    private record Contestant(String name, int workers, boolean archive) {}

    /** @param worker spawn to ready, ms; the slowest of several */
    private record Sample(double worker, double answer, double pssMb, double cpuMs) {}

    private static final List<Contestant> CONTESTANTS = List.of(
            new Contestant("Tomcat", 0, false),
            new Contestant("1 worker, no archive", 1, false),
            new Contestant("1 worker", 1, true),
            new Contestant("4 workers", 4, true));

    private Boot() {}

    public static void main(String[] args) throws Exception {
        Path launcher = Path.of(args[0]);
        Tomcat tomcat = new Tomcat(Folders.only(Path.of(args[1])));
        List<Path> wars = Arrays.stream(args[2].split(",")).map(Path::of).toList();
        Path work = Files.createTempDirectory("junicorn-bench");
        System.out.println(Machine.describe() + ", Tomcat " + tomcat.version() + ". " + RUNS
                + " starts of each after the first one, the servers in turn; median (least to most).");
        for (String jdk : Arrays.asList(args).subList(3, args.length)) {
            for (Path war : wars) {
                List<List<Sample>> samples = new ArrayList<>();
                CONTESTANTS.forEach(each -> samples.add(new ArrayList<>()));
                Path folders = Files.createTempDirectory(work, "round");
                for (int run = 0; run <= RUNS; run++) {
                    for (int i = 0; i < CONTESTANTS.size(); i++) {
                        Path folder = folders.resolve("" + i);
                        samples.get(i).add(sample(CONTESTANTS.get(i), launcher, tomcat, Path.of(jdk), war, folder));
                    }
                }
                report(Machine.version(Path.of(jdk)) + ", " + war.getFileName(), samples);
                Folders.remove(folders);
            }
        }
        Folders.remove(work);
    }

    private static Sample sample(
            Contestant contestant, Path launcher, Tomcat tomcat, Path jdk, Path war, Path folder) throws Exception {
        boolean first = Files.notExists(folder);
        Files.createDirectories(folder);
        Server server = contestant.workers() == 0
                ? tomcat(tomcat, jdk, war, folder, first)
                : junicorn(contestant, launcher, jdk, war, folder);
        try {
            awaitAnswer(server);
            double answer = server.age().toNanos() / 1e6;
            double cpu = server.cpuMillis();
            await(server, log -> READY.matcher(log).results().count() >= contestant.workers());
            double worker = READY.matcher(server.log())
                    .results()
                    .mapToDouble(found -> Double.parseDouble(found.group(1)) * (found.group(2).equals("s") ? 1000 : 1))
                    .max()
                    .orElse(0);
            if (first && contestant.archive()) {
                await(server, log -> ARCHIVED.matcher(log).find());
            }
            server.settle();
            return new Sample(worker, answer, server.pssKb() / 1024.0, cpu);
        } finally {
            server.stop();
        }
    }

    private static Server junicorn(Contestant contestant, Path launcher, Path jdk, Path war, Path folder)
            throws IOException, InterruptedException {
        List<String> command = List.of(
                jdk.resolve("bin/java").toString(), "-jar", launcher.toString(), "--app", war.toString(), "--bind",
                "127.0.0.1:0", "--work-dir", folder.resolve("work").toString(), "--workers",
                "" + contestant.workers(), contestant.archive() ? "--preload-app" : "--no-preload-app");
        Pattern listening = Pattern.compile(" listening address=http://127\\.0\\.0\\.1:(\\d+)");
        return Server.start(contestant.name(), folder, command, listening, List.of());
    }

    private static Server tomcat(Tomcat tomcat, Path jdk, Path war, Path folder, boolean first)
            throws IOException, InterruptedException {
        if (first) {
            String xml = tomcat.serverXml()
                    .replace("<Server port=\"8005\"", "<Server port=\"-1\"")
                    .replace("<Connector port=\"8080\"", "<Connector port=\"0\" address=\"127.0.0.1\"");
            tomcat.prepare(folder, war, xml);
        }
        Pattern listening = Pattern.compile("Starting ProtocolHandler \\[\"http-[^\"]*-(\\d+)\"");
        return Server.start("Tomcat", folder, tomcat.command(folder, jdk, List.of()), listening, List.of());
    }

    private interface Condition {
        boolean holds(String log);
    }

    private static void await(Server server, Condition condition) throws IOException, InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MS;
        while (!condition.holds(server.log())) {
            if (System.currentTimeMillis() > end || !server.isAlive()) {
                throw new IOException(server.name() + " is not ready:\n" + server.log());
            }
            Thread.sleep(5);
        }
    }

    private static void awaitAnswer(Server server) throws IOException, InterruptedException {
        URL url = new URL("http://127.0.0.1:" + server.address().getPort() + "/hello");
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setReadTimeout((int) PATIENCE_MS);
        if (connection.getResponseCode() != 200) {
            throw new IOException(server.name() + " answers " + connection.getResponseCode());
        }
        connection.disconnect();
    }

    private static void report(String title, List<List<Sample>> samples) {
        System.out.println("\n### " + title + "\n");
        System.out.println("| | first spawn to ready, ms | later, ms | of the first | of Tomcat's start"
                + " | start to first answer, ms | of Tomcat's | memory (PSS), MB | of Tomcat's | CPU until then, ms |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        List<Sample> tomcat = later(samples.get(0));
        double start = median(tomcat, Sample::answer);
        for (int i = 0; i < samples.size(); i++) {
            Sample first = samples.get(i).get(0);
            List<Sample> later = later(samples.get(i));
            boolean worker = CONTESTANTS.get(i).workers() > 0;
            System.out.println("| " + CONTESTANTS.get(i).name() + " | "
                    + (worker ? number(first.worker(), 0) : "") + " | "
                    + (worker ? spread(later, Sample::worker) : "") + " | "
                    + (worker ? number(median(later, Sample::worker) / first.worker(), 2) : "") + " | "
                    + (worker ? number(median(later, Sample::worker) / start, 2) : "") + " | "
                    + spread(later, Sample::answer) + " | " + number(median(later, Sample::answer) / start, 2) + " | "
                    + spread(later, Sample::pssMb) + " | "
                    + number(median(later, Sample::pssMb) / median(tomcat, Sample::pssMb), 2) + " | "
                    + spread(later, Sample::cpuMs) + " |");
        }
    }

    private static List<Sample> later(List<Sample> all) {
        return all.subList(1, all.size());
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.stream().mapToDouble(figure).toArray()).median();
    }

    private static String spread(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.stream().mapToDouble(figure).toArray()).text(0);
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
