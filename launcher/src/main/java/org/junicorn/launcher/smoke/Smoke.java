package org.junicorn.launcher.smoke;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.config.LoadedSettings;
import org.junicorn.launcher.config.LogLevel;
import org.junicorn.launcher.config.Mode;
import org.junicorn.launcher.config.Origin;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.config.SettingsException;
import org.junicorn.launcher.config.SettingsLoader;
import org.junicorn.launcher.process.EndSignals;
import org.junicorn.launcher.process.Refusal;
import org.junicorn.launcher.process.Server;
import org.junicorn.launcher.smoke.Result.Outcome;

/** The command: start, check, stop, report. */
public final class Smoke {
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

    private final PrintStream out;
    private final PrintStream err;
    private final List<Result> results = new ArrayList<>();
    private final Instant begun = Instant.now();

    /**
     * @param out where results go, a line each
     * @param err where mistakes go, and the server's log if something failed
     */
    public Smoke(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs until the server has stopped.
     *
     * @param args what follows the command's name
     * @throws SettingsException if the server's settings are wrong; nothing was started then
     */
    public ExitCode run(List<String> args) throws SettingsException, Refusal, InterruptedException {
        Path cwd = Path.of("").toAbsolutePath();
        SmokeOptions options;
        try {
            options = SmokeOptions.parse(args, cwd);
        } catch (SmokeOptions.Misused e) {
            e.problems().forEach(problem -> err.println("junicorn: " + problem));
            return ExitCode.USAGE;
        }
        if (options.help()) {
            out.print(SmokeOptions.USAGE);
            return ExitCode.OK;
        }
        LoadedSettings settings = new SettingsLoader().load(words(options, Map.of()), System.getenv(), cwd);
        if (settings.mode() != Mode.RUN) {
            err.println("junicorn: smoke runs the server; leave --check-config and --print-… out");
            return ExitCode.USAGE;
        }
        try (ServerChild server = ServerChild.prepare()) {
            return run(options, settings, server);
        } catch (IOException e) {
            throw new Refusal(ExitCode.WORK_DIR, "smoke has no folder of its own, or cannot write to it: " + e);
        }
    }

    private ExitCode run(SmokeOptions options, LoadedSettings settings, ServerChild server)
            throws IOException, InterruptedException {
        Thread main = Thread.currentThread();
        Thread hook = new Thread(
                () -> {
                    main.interrupt(); // what fails from now on is no result
                    server.close();
                },
                "smoke-end");
        Runtime.getRuntime().addShutdownHook(hook);
        EndSignals.obey();
        ExitCode code = steps(options, settings, server);
        String log = code == ExitCode.OK ? "" : server.log().end();
        if (!log.isEmpty()) {
            err.print("---- the server's log\n" + log + "----\n");
        }
        summary(code);
        if (options.report().isPresent()) {
            Path file = options.report().get();
            try {
                new JUnitReport(results, begun, log).write(file);
            } catch (IOException e) {
                err.println("junicorn: --report " + file + " cannot be written: " + e);
                return code == ExitCode.OK ? ExitCode.CONFIG : code;
            }
        }
        return code;
    }

    private ExitCode steps(SmokeOptions options, LoadedSettings settings, ServerChild server)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long deadline = start + options.timeout().toNanos();
        server.start(Server.jar(), words(options, overrides(settings, server.folder())));
        Optional<ServerLog.Ready> ready = server.awaitReady(deadline);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (ready.isEmpty()) {
            return notStarted(options, server, took);
        }
        int workers = ready.get().workers();
        note(new Result(
                "start",
                Outcome.PASSED,
                took,
                (workers == 1 ? "1 worker" : workers + " workers") + " ready at "
                        + ready.get().url()));
        ExitCode code = checks(options, new Client(ready.get().url()), deadline);
        ExitCode stopped = stop(settings, server);
        return code == ExitCode.OK ? stopped : code;
    }

    private ExitCode notStarted(SmokeOptions options, ServerChild server, Duration took) {
        OptionalInt exit = server.exit();
        note(new Result(
                "start",
                Outcome.BROKEN,
                took,
                exit.isPresent()
                        ? "the server ended with status " + exit.getAsInt()
                        : "not ready within " + text(options.timeout())));
        options.checks().forEach(check -> skip(check, "the server did not start"));
        return exit.isPresent()
                ? Stream.of(ExitCode.values())
                        .filter(code -> code != ExitCode.OK && code.code() == exit.getAsInt())
                        .findFirst()
                        .orElse(ExitCode.BOOT)
                : ExitCode.TIMEOUT;
    }

    private ExitCode checks(SmokeOptions options, Client client, long deadline) throws InterruptedException {
        boolean failed = false;
        boolean late = false;
        for (SmokeCheck check : options.checks()) {
            if (System.nanoTime() - deadline >= 0) {
                skip(check, "the " + text(options.timeout()) + " of --timeout are over");
                late = true;
                continue;
            }
            Result result = client.check(check, options.retry(), deadline);
            note(result);
            failed |= result.bad();
            late |= result.bad() && System.nanoTime() - deadline >= 0;
        }
        return late ? ExitCode.TIMEOUT : failed ? ExitCode.CHECK : ExitCode.OK;
    }

    private ExitCode stop(LoadedSettings settings, ServerChild server) throws IOException, InterruptedException {
        long start = System.nanoTime();
        boolean ranUntilNow = server.exit().isEmpty();
        OptionalInt exit =
                server.stop(settings.settings().workers().gracefulTimeout().plus(STOP_MARGIN));
        String detail = exit.isEmpty()
                ? "expected the server to end within graceful_timeout, it did not"
                : (ranUntilNow
                                ? "the server ended with status "
                                : "expected a server that runs, it had ended with status ")
                        + exit.getAsInt();
        boolean good = ranUntilNow && exit.isPresent() && exit.getAsInt() == ExitCode.OK.code();
        note(new Result(
                "stop", good ? Outcome.PASSED : Outcome.FAILED, Duration.ofNanos(System.nanoTime() - start), detail));
        return good ? ExitCode.OK : ExitCode.CHECK;
    }

    private void skip(SmokeCheck check, String reason) {
        note(new Result(check.spelling(), Outcome.SKIPPED, Duration.ZERO, reason));
    }

    private void note(Result result) {
        results.add(result);
        out.println(result.line());
        out.flush();
    }

    private void summary(ExitCode code) {
        long bad = results.stream().filter(Result::bad).count();
        long skipped = results.stream()
                .filter(result -> result.outcome() == Outcome.SKIPPED)
                .count();
        out.println(
                code == ExitCode.OK
                        ? "smoke: all " + results.size() + " steps passed"
                        : "smoke: " + bad + " of " + results.size() + " steps failed"
                                + (skipped > 0 ? ", " + skipped + " skipped" : ""));
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /** The server's command line: ours first, then what the user gave of the other settings. */
    private static List<String> words(SmokeOptions options, Map<String, List<String>> overrides) {
        List<String> words = new ArrayList<>();
        overrides.values().forEach(words::addAll);
        options.server().stream()
                .filter(piece -> !overrides.containsKey(piece.name()))
                .forEach(piece -> words.addAll(piece.words()));
        return words;
    }

    /**
     * What must be otherwise for a server that is only here for a moment, beside one that may be running, and leaves
     * nothing; by key.
     */
    private static Map<String, List<String>> overrides(LoadedSettings settings, Path folder) {
        Map<String, List<String>> words = new LinkedHashMap<>();
        words.put("bind", bind(settings.settings()));
        if (settings.settings().tls().httpsRedirect()) {
            words.put("https_redirect", List.of("--no-https-redirect")); // the checks ask without TLS
        }
        words.put("reload", List.of("--no-reload"));
        words.put("errorlog", List.of("--errorlog", "-"));
        words.put("log_format", List.of("--log-format", "text"));
        if (settings.settings().log().loglevel().compareTo(LogLevel.INFO) > 0) {
            words.put("loglevel", List.of("--loglevel", "info")); // else it does not say that it is ready
        }
        if (settings.settings().log().logconfig().isPresent()) {
            words.put("logconfig", List.of("--logconfig", "")); // it may send that elsewhere, or leave it out
        }
        if (settings.settings().syslog().syslog()) {
            words.put("syslog", List.of("--no-syslog")); // the log of a test is nobody else's
        }
        if (settings.settings().log().accesslog().isPresent()) {
            words.put("accesslog", List.of("--accesslog", "-"));
        }
        if (settings.settings().server().pidfile().isPresent()) {
            words.put("pidfile", List.of("--pid", folder.resolve("pid").toString()));
        }
        if (settings.settings().control().controlSocket().isPresent()) {
            words.put(
                    "control_socket",
                    List.of("--control-socket", folder.resolve("control").toString()));
        }
        if (settings.settings().admin().adminBind().isPresent()) {
            words.put("admin_bind", List.of("--admin-bind", "127.0.0.1:0"));
        }
        words.put("drain_delay", List.of("--drain-delay", "0s")); // there is no load balancer to wait for
        if (settings.settings().statsd().statsdHost().isPresent()) {
            words.put("statsd_host", List.of("--statsd-host", "")); // figures of a test are none
        }
        if (settings.origin("work_dir").layer() != Origin.Layer.COMMAND_LINE) {
            words.put("work_dir", List.of("--work-dir", folder.resolve("work").toString()));
            if (settings.origin("preload_app").isDefault()) {
                words.put("preload_app", List.of("--no-preload-app")); // an archive that nobody would use again
            }
        }
        return words;
    }

    /** The checks go to the first one; the others are there since certificates and secrets without an address are refused. */
    private static List<String> bind(Settings settings) {
        List<String> words = new ArrayList<>(List.of("--bind", "127.0.0.1:0"));
        if (settings.tls().configured()) {
            words.addAll(List.of("--bind", "https://127.0.0.1:0"));
        }
        if (settings.proxies().ajpSecret().isPresent()
                || settings.proxies().ajpSecretFile().isPresent()) {
            words.addAll(List.of("--bind", "ajp://127.0.0.1:0"));
        }
        return words;
    }
}
