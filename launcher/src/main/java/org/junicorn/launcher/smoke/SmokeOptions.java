package org.junicorn.launcher.smoke;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junicorn.launcher.config.OptionCut;
import org.junicorn.launcher.config.OptionCut.Piece;

/**
 * The options of {@code smoke} itself, and the rest, which are the server's.
 *
 * @param checks at least one unless help is wanted
 * @param timeout how long start and checks together may take
 * @param retry how long a check that fails is repeated; zero for never
 * @param report where the results are written as JUnit XML
 */
record SmokeOptions(
        List<SmokeCheck> checks,
        Duration timeout,
        Duration retry,
        Optional<Path> report,
        boolean help,
        List<Piece> server) {

    static final String USAGE = """
            Usage: junicorn smoke [OPTIONS] --check PATH=STATUS... [SETTINGS] APP

            Starts a server with the settings given, on a free port of 127.0.0.1, sends it a
            GET for each check when all its workers are ready, and stops it. Nothing is left
            behind. The exit status is 0 if all went as expected.

              --check PATH=STATUS
              --check PATH=STATUS~TEXT
              --check PATH=STATUS!~TEXT
                    What to ask for, and the status to expect; the body must contain TEXT,
                    or must not. Redirects are not followed. May be given several times.
              --timeout TIME
                    For start and checks together. Default: 2m. The setting of that name is
                    -t here.
              --retry TIME
                    Repeat a check that fails for that long. Default: 0, never.
              --report FILE
                    Write the results as JUnit XML.
              --help
                    Print this text, and exit.

            SETTINGS are those of the server: see junicorn --help. Set by smoke, whatever
            they say: bind, admin_bind, control_socket, drain_delay, reload, pidfile; all
            that says where the log goes and how it looks; work_dir unless it is on the
            command line. Hooks are called as always.
            """;

    private static final String CHECK = "--check";
    private static final String TIMEOUT = "--timeout";
    private static final String RETRY = "--retry";
    private static final String REPORT = "--report";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    /** What is wrong with them: all of it, a line each. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<String> problems;

        Misused(List<String> problems) {
            super(String.join("\n", problems));
            this.problems = List.copyOf(problems);
        }

        List<String> problems() {
            return problems;
        }
    }

    SmokeOptions {
        checks = List.copyOf(checks);
        server = List.copyOf(server);
    }

    /** @param cwd where a relative report begins */
    static SmokeOptions parse(List<String> args, Path cwd) throws Misused {
        List<SmokeCheck> checks = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<Piece> server = new ArrayList<>();
        List<String> given = new ArrayList<>();
        Duration timeout = DEFAULT_TIMEOUT;
        Duration retry = Duration.ZERO;
        Optional<Path> report = Optional.empty();
        boolean help = false;
        for (Piece piece : new OptionCut(Set.of(CHECK, TIMEOUT, RETRY, REPORT)).of(args)) {
            String value = piece.value().orElse("");
            boolean own = List.of(CHECK, TIMEOUT, RETRY, REPORT).contains(piece.name());
            if (own
                    && (value.isEmpty()
                            || (value.startsWith("--") && piece.words().size() == 2))) {
                problems.add(piece.name() + ": the value is missing");
                continue;
            }
            if (own && !piece.name().equals(CHECK) && given.contains(piece.name())) {
                problems.add(piece.name() + ": given twice; give it once");
                continue;
            }
            given.add(piece.name());
            try {
                switch (piece.name()) {
                    case CHECK -> checks.add(SmokeCheck.parse(value));
                    case TIMEOUT -> timeout = positive(value);
                    case RETRY -> retry = OptionCut.duration(value);
                    case REPORT -> report = Optional.of(cwd.resolve(value));
                    case "--help", "-h" -> help = true;
                    default -> server.add(piece);
                }
            } catch (IllegalArgumentException e) {
                problems.add(piece.name() + " \"" + value + "\": " + e.getMessage());
            }
        }
        if (!help && checks.isEmpty() && problems.isEmpty()) {
            problems.add("--check is missing; write what to ask for and the status to expect, such as --check /=200");
        }
        if (!help && !problems.isEmpty()) {
            throw new Misused(problems);
        }
        return new SmokeOptions(checks, timeout, retry, report, help, server);
    }

    private static Duration positive(String text) {
        Duration duration = OptionCut.duration(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("too short; write at least \"1s\"");
        }
        return duration;
    }
}
