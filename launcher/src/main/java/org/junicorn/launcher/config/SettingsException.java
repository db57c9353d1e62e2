package org.junicorn.launcher.config;

import java.util.List;
import java.util.stream.Collectors;
import org.junicorn.launcher.ExitCode;

/** The configuration is wrong. It carries every problem at once; its message has one line for each. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    SettingsException(List<Problem> problems) {
        super(problems.stream().map(Problem::message).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one, in the order found: command line, environment, file, values, rules between values. */
    public List<Problem> problems() {
        return problems;
    }

    /** {@link Problem.Kind#USAGE} if any problem is of that kind. */
    public Problem.Kind kind() {
        return problems.stream().anyMatch(problem -> problem.kind() == Problem.Kind.USAGE)
                ? Problem.Kind.USAGE
                : Problem.Kind.VALUE;
    }

    /** How the process ends if this stops it from starting. */
    public ExitCode exitCode() {
        return kind() == Problem.Kind.USAGE ? ExitCode.USAGE : ExitCode.CONFIG;
    }
}
