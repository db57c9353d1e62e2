import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how long a worker of the hello sample takes from its spawn until it is ready, as the supervisor sees it, and
 * how much memory supervisor and worker take then. Run by the script beside it.
 *
 * <p>Method: for each JDK and each setting of preload_app, the server is started, asked, and stopped RUNS times, the
 * variants in turn so that a drift of the machine's speed meets all of them alike; one round before is not counted and
 * makes the archives. Median and range are reported.
 */
public final class Boot {
    private static final int RUNS = Integer.getInteger("runs", 9);
    private static final Pattern READY = Pattern.compile("worker\\.ready .*pid=(\\d+) .*after=([0-9.]+)s");
    private static final Pattern SERVER = Pattern.compile("server\\.ready .*after=([0-9.]+)s");

    private record Variant(Path jdk, boolean archive) {
        String name() {
            return "JDK " + version(jdk) + ", " + (archive ? "with" : "without") + " archive";
        }
    }

    private record Sample(double worker, double server, long workerKb, long supervisorPeakKb) {}

    public static void main(String[] args) throws Exception {
        Path jar = Path.of(args[0]);
        Path war = Path.of(args[1]);
        Path workDir = Files.createTempDirectory("junicorn-bench");
        List<Variant> variants = new ArrayList<>();
        for (String jdk : Arrays.asList(args).subList(2, args.length)) {
            variants.add(new Variant(Path.of(jdk), false));
            variants.add(new Variant(Path.of(jdk), true));
        }
        List<List<Sample>> samples = new ArrayList<>();
        variants.forEach(variant -> samples.add(new ArrayList<>()));
        for (int run = 0; run <= RUNS; run++) {
            for (int i = 0; i < variants.size(); i++) {
                Sample sample = sample(variants.get(i), jar, war, workDir, run == 0);
                if (run > 0) {
                    samples.get(i).add(sample);
                }
            }
        }
        report(variants, samples);
        removeTree(workDir);
    }

    private static Sample sample(Variant variant, Path jar, Path war, Path workDir, boolean untilTrained)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                variant.jdk().resolve("bin/java").toString(), "-jar", jar.toString(), "--app", war.toString()));
        command.addAll(List.of("--bind", "127.0.0.1:0", "--work-dir", workDir.toString()));
        command.add(variant.archive() ? "--preload-app" : "--no-preload-app");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        double worker = 0;
        double server = 0;
        long pid = 0;
        try (BufferedReader log = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            boolean trained = !(untilTrained && variant.archive());
            for (String line = log.readLine(); line != null && (server == 0 || !trained); line = log.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    pid = Long.parseLong(ready.group(1));
                    worker = Double.parseDouble(ready.group(2));
                }
                Matcher up = SERVER.matcher(line);
                if (up.find()) {
                    server = Double.parseDouble(up.group(1));
                }
                trained |= line.contains("archive.made") || line.contains("archive.not_made");
            }
            Sample sample = new Sample(worker, server, status(pid, "VmRSS"), status(process.pid(), "VmHWM"));
            process.destroy();
            while (log.readLine() != null) {
                // to the end
            }
            process.waitFor();
            return sample;
        }
    }

    private static long status(long pid, String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    private static void report(List<Variant> variants, List<List<Sample>> samples) throws IOException {
        System.out.println("Machine: " + Runtime.getRuntime().availableProcessors() + " cores, "
                + processorName() + ", kernel " + System.getProperty("os.version") + ". " + RUNS
                + " runs of each, the variants in turn, after one that is not counted; median (least to most).\n");
        System.out.println("| | spawn to ready, ms | start to serving, ms | worker RSS, MB | supervisor peak RSS, MB |");
        System.out.println("| --- | --- | --- | --- | --- |");
        for (int i = 0; i < variants.size(); i++) {
            List<Sample> s = samples.get(i);
            System.out.println("| " + variants.get(i).name() + " | "
                    + spread(s.stream().mapToDouble(x -> x.worker() * 1000).toArray()) + " | "
                    + spread(s.stream().mapToDouble(x -> x.server() * 1000).toArray()) + " | "
                    + spread(s.stream().mapToDouble(x -> x.workerKb() / 1024.0).toArray()) + " | "
                    + spread(s.stream().mapToDouble(x -> x.supervisorPeakKb() / 1024.0).toArray()) + " |");
        }
    }

    private static String spread(double[] values) {
        Arrays.sort(values);
        return String.format(
                Locale.ROOT, "%.0f (%.0f to %.0f)", values[values.length / 2], values[0], values[values.length - 1]);
    }

    private static String processorName() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown processor");
    }

    private static String version(Path jdk) {
        try {
            return Files.readAllLines(jdk.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll(".*=|\"", ""))
                    .findFirst()
                    .orElse("?");
        } catch (IOException e) {
            return jdk.toString();
        }
    }

    private static void removeTree(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
