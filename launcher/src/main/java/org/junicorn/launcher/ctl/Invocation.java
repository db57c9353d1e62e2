package org.junicorn.launcher.ctl;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.config.Suggestions;
import org.junicorn.launcher.control.Request;

/**
 * A command line of {@code ctl}, understood.
 *
 * @param socket where the server is, if that was said
 * @param timeout how long to wait at most for {@code reload --wait}
 */
record Invocation(
        Verb verb, Request request, Optional<Path> socket, boolean json, boolean watch, Optional<Duration> timeout) {

    private static final String SEE_HELP = "; see ctl --help";

    /** @param environment for the socket, if the command line does not name it */
    static Invocation parse(List<String> args, Map<String, String> environment, Path folder) throws CtlException {
        Options options = new Options();
        List<String> words = options.read(args);
        if (words.isEmpty()) {
            throw usage("a command is missing");
        }
        Verb verb = Verb.of(words).orElseThrow(() -> unknown(words));
        List<String> values = words.subList(verb.wordCount(), words.size());
        if (values.size() < verb.leastArguments()) {
            throw usage("an argument is missing: " + verb.usage());
        } else if (values.size() > verb.arguments().size()) {
            throw usage("an argument too many: " + verb.usage());
        }
        if (options.watch && !verb.shows()) {
            throw usage("--watch goes with the commands that show something");
        }
        boolean reload = verb.words().equals("reload");
        if (options.wait && !reload) {
            throw usage("--wait goes with reload");
        }
        if (options.timeout.isPresent() && !options.wait) {
            throw usage("--timeout goes with reload --wait");
        }
        Optional<String> socket = options.socket
                .or(() -> Optional.ofNullable(environment.get("JUNICORN_CONTROL_SOCKET")))
                .filter(text -> !text.isEmpty());
        return new Invocation(
                verb,
                request(verb, values, options.wait, folder),
                socket.map(folder::resolve),
                options.json,
                options.watch,
                options.timeout);
    }

    private static Request request(Verb verb, List<String> values, boolean wait, Path folder) throws CtlException {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            switch (verb.arguments().get(i)) {
                case "ID" -> arguments.put("worker", value);
                case "FILE" -> arguments.put("file", absolute(folder, value));
                case "[N]" -> arguments.put("count", value);
                case "LEVEL" -> arguments.put("level", value);
                case "[LOGGER]" -> arguments.put("logger", value);
                default -> arguments.put("mode", value);
            }
        }
        if (wait) {
            arguments.put("wait", "true");
        }
        return new Request(verb.words(), arguments);
    }

    /** As it is for another process: the worker resolves no link of ours. */
    private static String absolute(Path folder, String file) throws CtlException {
        Path path = folder.resolve(file).normalize();
        if (path.getParent() == null || path.getFileName() == null) {
            throw usage("\"" + file + "\" is no file");
        }
        try {
            return path.getParent().toRealPath().resolve(path.getFileName()).toString();
        } catch (IOException e) {
            throw new CtlException(ExitCode.REFUSED, "the folder " + path.getParent() + " does not exist");
        }
    }

    private static CtlException usage(String message) {
        return new CtlException(ExitCode.USAGE, message.endsWith("?") ? message : message + SEE_HELP);
    }

    private static CtlException unknown(List<String> words) {
        String typed = words.size() > 1 ? words.get(0) + " " + words.get(1) : words.get(0);
        List<String> known = new ArrayList<>();
        for (Verb verb : Verb.ALL) {
            known.add(verb.words());
        }
        Optional<String> meant = Suggestions.nearest(typed, known).or(() -> Suggestions.nearest(words.get(0), known));
        for (Verb verb : Verb.ALL) {
            if (meant.isEmpty() && verb.words().endsWith(" " + words.get(0))) {
                meant = Optional.of(verb.words());
            }
        }
        return usage("unknown command \"" + typed + "\""
                + meant.map(name -> "; did you mean \"" + name + "\"?").orElse(""));
    }

    /** What begins with a dash. */
    private static final class Options {
        private Optional<String> socket = Optional.empty();
        private Optional<Duration> timeout = Optional.empty();
        private boolean json;
        private boolean watch;
        private boolean wait;

        /** Returns the other words. */
        List<String> read(List<String> args) throws CtlException {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < args.size(); i++) {
                String arg = args.get(i);
                int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
                String name = equals < 0 ? arg : arg.substring(0, equals);
                if (!arg.startsWith("-") || arg.equals("-")) {
                    words.add(arg);
                } else if (name.equals("-s") || name.equals("--socket") || name.equals("--timeout")) {
                    if (equals < 0 && i + 1 == args.size()) {
                        throw usage(name + ": the value is missing");
                    }
                    value(name, equals < 0 ? args.get(++i) : arg.substring(equals + 1));
                } else {
                    flag(arg);
                }
            }
            return words;
        }

        private void value(String name, String value) throws CtlException {
            if (!name.equals("--timeout")) {
                socket = Optional.of(value);
            } else if (value.matches("[1-9]\\d{0,6}s?")) {
                timeout = Optional.of(Duration.ofSeconds(Long.parseLong(value.replace("s", ""))));
            } else {
                throw usage("--timeout: \"" + value + "\" is no number of seconds");
            }
        }

        private void flag(String arg) throws CtlException {
            switch (arg) {
                case "-j", "--json" -> json = true;
                case "-w", "--watch" -> watch = true;
                case "--wait" -> wait = true;
                default -> {
                    Optional<String> meant = Suggestions.nearest(
                            arg, List.of("--socket", "--json", "--watch", "--wait", "--timeout", "--help"));
                    throw usage("unknown option " + arg
                            + meant.map(found -> "; did you mean " + found + "?")
                                    .orElse(""));
                }
            }
        }
    }
}
