package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junicorn.bench.Folders;
import org.junicorn.bench.Machine;
import org.junicorn.bench.Section;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures requests of many kinds, of Junicorn and of other servers. Run by the script {@code bench/http/run}. */
@Command(
        name = "bench/http/run",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Measures Junicorn, Tomcat, Jetty and plain undertow-servlet with the same application: requests per"
                        + " second, CPU per request, latency at a fixed rate, start and memory.")
public final class HttpBench implements Callable<Integer> {
    private static final int SMOKE_CONNECTIONS = 8;
    private static final int INTERRUPT_EVERY_MS = 200;
    private static final int SHORT_ROUNDS = 2;
    private static final int SHORT_SECONDS = 2;
    private static final int SHORT_WARM_UP = 1;

    /** What can be left out. */
    private enum Part {
        STARTS,
        CELLS
    }

    @Option(names = "--top", hidden = true, required = true)
    private Path top;

    @Option(
            names = "--cells",
            split = ",",
            paramLabel = "CELL",
            description = "What to ask. Default: all of ${sys:bench.cells}.")
    private List<String> cells = List.of();

    @Option(
            names = "--servers",
            split = ",",
            paramLabel = "SERVER",
            description =
                    "Whom to ask: tomcat, jetty, undertow, junicorn, junicorn:4 for four workers, or the NAME of a"
                            + " variant. Default: ${DEFAULT-VALUE}.",
            defaultValue = "junicorn,tomcat,jetty,undertow")
    private List<String> servers;

    @Option(
            names = "--variant",
            paramLabel = "NAME=OPTIONS",
            description =
                    "A further Junicorn, with these options, as --variant 'pool=--threads 4'. It is measured, too; with"
                            + " --servers NAME:4 with so many workers.")
    private Map<String, String> variants = new LinkedHashMap<>();

    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "3")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "For each part of a cell, of each server and round: as much as it can do, and latency at a fixed"
                            + " rate. Default: ${DEFAULT-VALUE}.",
            defaultValue = "3")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Seconds for each cell before anything is counted, of each server and round. Default:"
                    + " ${DEFAULT-VALUE}.",
            defaultValue = "2")
    private int warmUp;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Of most cells. Default: ${DEFAULT-VALUE}.",
            defaultValue = "64")
    private int connections;

    @Option(
            names = "--java-opts",
            paramLabel = "WORDS",
            description = "For every JVM that serves. Default: none, each server as it is shipped.",
            defaultValue = "")
    private String javaOpts;

    @Option(names = "--only", paramLabel = "PART", description = "starts or cells. Default: both.")
    private Optional<Part> only = Optional.empty();

    @Option(
            names = "--smoke",
            description =
                    "Try everything for a moment: one round of a second without warm-up. The figures mean nothing.")
    private boolean smoke;

    @Option(
            names = "--short",
            description =
                    "All cells in some twelve minutes for each JDK: two rounds of two seconds after one to warm up, and"
                            + " no starts.")
    private boolean brief;

    @Option(
            names = "--growth",
            description =
                    "Instead, how Junicorn grows: 1 to 8 workers, 64 to 10,000 connections, and its supervisor's CPU.")
    private boolean growth;

    @Option(
            names = "--trouble",
            description =
                    "Instead, what others notice while one of four workers is frozen, collects garbage or dumps threads.")
    private boolean trouble;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description =
                    "Put the report into this Markdown file, between its lines http:begin and http:end, growth:begin and"
                            + " growth:end, trouble:begin and trouble:end, and the plots into a folder named after it."
                            + " Default: to stdout and bench/http/target/plots.")
    private Optional<Path> document = Optional.empty();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this text.")
    private boolean help;

    @Parameters(paramLabel = "JDK", description = "Folders with bin/java. Default: the one that runs this.")
    private List<Path> jdks = List.of();

    private final StringBuilder said = new StringBuilder();

    public static void main(String[] args) {
        System.setProperty(
                "bench.cells", Stream.of(Cell.values()).map(Cell::title).collect(Collectors.joining(", ")));
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ending(Thread.currentThread(), ended), "ending"));
        int status = new CommandLine(new HttpBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
        ended.countDown();
        System.exit(status);
    }

    /** A TERM or ^C interrupts what is measured, which then ends its servers and removes what it has written. */
    private static Runnable ending(Thread measuring, CountDownLatch ended) {
        return () -> {
            try {
                while (!ended.await(INTERRUPT_EVERY_MS, TimeUnit.MILLISECONDS)) {
                    measuring.interrupt(); // again: what waits for one server goes on with the next one
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody does
            }
        };
    }

    /** 0: measured; 1: something failed; 2: an option is wrong, or something has not been built; 130: told to end. */
    @Override
    public Integer call() {
        try {
            run();
            return 0;
        } catch (InterruptedException e) {
            System.err.println("ended before it was done");
            return 130;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return 1;
        }
    }

    private void run() throws IOException, InterruptedException {
        Measurement.Plan plan = plan();
        List<Path> homes = jdks.isEmpty() ? List.of(Path.of(System.getProperty("java.home"))) : jdks;
        for (Path home : homes) {
            required(home.resolve("bin/java"), "give the folder of a JDK");
        }
        Path launcher = built("launcher/target/launcher.jar");
        Path target = built("bench/http/target");
        Path war = built("bench/http/app/target/bench.war");
        Path work = Files.createTempDirectory("junicorn-bench");
        try {
            Keys keys = Keys.make(work);
            Map<String, List<String>> more = variants.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, each -> words(each.getValue())));
            Contestants all = new Contestants(launcher, target, keys, words(javaOpts), more);
            List<Contestants.Contestant> contestants =
                    names().stream().map(all::of).toList();
            if (growth || trouble) {
                withWorkers(new Contestants(launcher, target, keys, words(javaOpts), Growth.VARIANT), homes, war, work);
                return;
            }
            say(introduction(all, plan));
            for (Path jdk : homes) {
                Path folder = Files.createTempDirectory(work, "jdk");
                Measurement measurement = new Measurement(plan, contestants, keys, jdk.toRealPath(), folder);
                measure(measurement, war);
                report(measurement.results(), jdk);
            }
            write("http");
        } finally {
            remove(work);
        }
    }

    /** What only Junicorn is asked. */
    private void withWorkers(Contestants all, List<Path> homes, Path war, Path work)
            throws IOException, InterruptedException {
        if (growth) {
            say(machine(all));
            Growth.Plan plan = smoke ? Growth.Plan.SMOKE : Growth.Plan.FULL.withRounds(rounds);
            for (Path jdk : homes) {
                Growth measured = new Growth(plan, all, jdk.toRealPath(), Files.createTempDirectory(work, "jdk"));
                measured.measure(war);
                say("\n" + measured.markdown(Machine.version(jdk)));
            }
            write("growth");
        }
        if (trouble) {
            said.setLength(0);
            say(machine(all));
            Trouble.Plan plan = smoke ? Trouble.Plan.SMOKE : Trouble.Plan.FULL.withRounds(rounds);
            for (Path jdk : homes) {
                Trouble measured = new Trouble(plan, all, jdk.toRealPath(), Files.createTempDirectory(work, "jdk"));
                measured.measure(war);
                say("\n" + measured.markdown(Machine.version(jdk)));
            }
            write("trouble");
        }
    }

    private void write(String section) throws IOException {
        if (document.isPresent()) {
            new Section(document.get(), section).write(said.toString());
        }
    }

    private Measurement.Plan plan() {
        if (brief) {
            rounds = SHORT_ROUNDS;
            seconds = SHORT_SECONDS;
            warmUp = SHORT_WARM_UP;
            only = Optional.of(Part.CELLS);
        }
        if (rounds < 1) {
            throw new IllegalArgumentException("there must be at least one round");
        }
        return new Measurement.Plan(
                cells.isEmpty()
                        ? List.of(Cell.values())
                        : cells.stream().map(Cell::of).sorted().toList(),
                smoke ? 1 : rounds,
                smoke ? SMOKE_CONNECTIONS : connections,
                smoke ? 1 : seconds,
                smoke ? 0 : warmUp);
    }

    /** Also if it was told to end. */
    private static void remove(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            Folders.remove(folder);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(servers);
        variants.keySet().stream()
                .filter(variant -> servers.stream().noneMatch(name -> name.split(":")[0].equals(variant)))
                .forEach(names::add);
        return names;
    }

    private Path built(String file) throws IOException {
        return required(top.resolve(file), "build first, with: mvn -q -DskipTests package");
    }

    private static Path required(Path file, String wayOut) throws IOException {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(file + " is not there; " + wayOut);
        }
        return file.toRealPath();
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.trim().split("\\s+"));
    }

    private void measure(Measurement measurement, Path war) throws IOException, InterruptedException {
        if (only.orElse(Part.STARTS) == Part.STARTS) {
            if (smoke) {
                measurement.starts("bench.war", war, "/hello", true);
            } else {
                measurement.starts("hello.war", sample("hello"), "/hello", true);
                measurement.starts("spring-boot.war", sample("spring-boot"), "/hello", false);
            }
        }
        if (only.orElse(Part.CELLS) == Part.CELLS) {
            measurement.cells(war);
        }
    }

    private Path sample(String name) throws IOException {
        return built("samples/" + name + "/target/" + name + ".war");
    }

    private String machine(Contestants all) throws IOException, InterruptedException {
        String commit = Output.of(List.of("git", "describe", "--always", "--dirty"), top)
                .trim();
        String wrk = Output.of(List.of("sh", "-c", "wrk -v | head -n 1"), top).replaceAll("(?s) \\[.*", "");
        String h2load = Output.of(List.of("h2load", "--version"), top).trim();
        StringBuilder text = new StringBuilder();
        text.append(Machine.describe()).append("; Junicorn ").append(commit).append(", ");
        text.append(all.versions())
                .append("; ")
                .append(wrk)
                .append(", ")
                .append(h2load)
                .append("; ");
        text.append(LocalDate.now()).append(".");
        text.append(smoke ? " A trial run whose figures mean nothing." : "");
        return text.append(" Median (least to most) of the rounds.\n").toString();
    }

    private String introduction(Contestants all, Measurement.Plan plan) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(machine(all).strip());
        text.append(" ").append(plan.connections()).append(" connections, ");
        text.append(plan.rounds() == 1 ? "1 round" : plan.rounds() + " rounds").append(" of ");
        text.append(plan.seconds()).append(" s");
        text.append(javaOpts.isBlank() ? "" : ", every JVM with `" + javaOpts + "`");
        text.append(".\n\n");
        variants.forEach((name, options) -> text.append("- Junicorn, " + name + ": with `" + options + "`\n"));
        if (only.orElse(Part.CELLS) == Part.CELLS) {
            plan.cells().forEach(cell -> text.append("- " + cell.title() + ": " + cell.meaning() + "\n"));
        }
        return text.toString();
    }

    private void report(Results results, Path jdk) throws IOException {
        String version = Machine.version(jdk);
        String major = version.replaceAll("[^0-9]*([0-9]+).*", "$1");
        Path folder = document.map(file -> folderOf(file)).orElse(top.resolve("bench/http/target/plots"));
        say("\n" + new Report(results).markdown(version));
        for (Plots.Plot plot : new Plots(results, folder, "http-jdk" + major).write()) {
            say("\n![" + version + ": " + plot.title() + "](" + folder.getFileName() + "/"
                    + plot.file().getFileName() + ")");
        }
        say("");
    }

    private static Path folderOf(Path document) {
        return document.resolveSibling(document.getFileName().toString().replaceAll("\\.[^.]*$", ""));
    }

    private void say(String text) {
        System.out.println(text);
        said.append(text).append('\n');
    }
}
