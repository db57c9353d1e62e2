package org.junicorn.launcher.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line's grammar, made from the declarations; no option has a default, or it would hide the file. */
final class Arguments {

    static final String CONFIG = "--config";
    static final String CHECK_CONFIG = "--check-config";
    static final String PRINT_CONFIG = "--print-config";
    static final String PRINT_EFFECTIVE_WEB_XML = "--print-effective-web-xml";
    static final String HELP = "--help";
    static final String VERSION = "--version";

    /**
     * What one command line says.
     *
     * @param given by key
     * @param config the values of {@link #CONFIG}
     * @param asked the options among the other five that were given
     */
    record Parsed(Map<String, Given> given, Optional<String> config, List<String> asked) {}

    private final Declarations declarations;
    private final Names names;
    private final CommandLine commandLine;
    private final List<String> known;

    Arguments(Declarations declarations, Names names) {
        this.declarations = declarations;
        this.names = names;
        CommandSpec spec = CommandSpec.create().name("junicorn");
        spec.addOption(texts("-c", CONFIG));
        spec.addOption(flag(CHECK_CONFIG));
        spec.addOption(flag(PRINT_CONFIG));
        spec.addOption(flag(PRINT_EFFECTIVE_WEB_XML));
        spec.addOption(flag("-v", VERSION));
        spec.addOption(flag("-h", HELP));
        for (Declaration declaration : declarations.all()) {
            String[] options = declaration.options().toArray(String[]::new);
            if (declaration.type().isFlag()) {
                spec.addOption(flag(options));
                spec.addOption(flag(declaration.negations().toArray(String[]::new)));
            } else {
                spec.addOption(texts(options));
            }
        }
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .build());
        commandLine = new CommandLine(spec)
                .setExpandAtFiles(false)
                .setUnmatchedArgumentsAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setAllowOptionsAsOptionParameters(true)
                .setUnmatchedOptionsAllowedAsOptionParameters(true);
        spec.parser().collectErrors(true);
        known = List.copyOf(spec.optionsMap().keySet());
    }

    private static OptionSpec texts(String... options) {
        return OptionSpec.builder(options)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .build();
    }

    private static OptionSpec flag(String... options) {
        // of texts, so that a value is noticed here and not by the parser
        return OptionSpec.builder(options)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0")
                .build();
    }

    /** @param source the layer and name that problems and origins speak of */
    Parsed parse(List<String> args, Origin source, List<Problem> problems) {
        ParseResult result = commandLine.parseArgs(args.toArray(String[]::new));
        Map<String, Given> given = new LinkedHashMap<>();
        int before = problems.size();
        result.errors().forEach(error -> problems.add(misused(error, source)));
        boolean unknown = false;
        for (String unmatched : result.unmatched()) {
            problems.add(names.unknownOption(name(unmatched), source, known));
            unknown = true;
        }
        for (Declaration declaration : declarations.all()) {
            value(result, declaration, source, problems)
                    .ifPresent(raw -> given.put(
                            declaration.key(), new Given(declaration, raw, origin(declaration.option(), source))));
        }
        List<String> positional = result.hasMatchedPositional(0)
                ? result.matchedPositionals().get(0).stringValues()
                : List.of();
        // an unknown option's value looks like an argument of its own
        if (!unknown && problems.size() == before) {
            positional(positional, source, given, problems);
        }
        List<String> config =
                result.hasMatchedOption(CONFIG) ? texts(CONFIG, false, result, source, problems) : List.of();
        once(CONFIG, config.size(), source, problems);
        List<String> asked = Stream.of(CHECK_CONFIG, PRINT_CONFIG, PRINT_EFFECTIVE_WEB_XML, HELP, VERSION)
                .filter(result::hasMatchedOption)
                .toList();
        return new Parsed(given, config.stream().findFirst(), asked);
    }

    private void positional(List<String> texts, Origin source, Map<String, Given> given, List<Problem> problems) {
        Declaration app = declarations.get("app");
        if (texts.size() > 1) {
            problems.add(Problem.usage(Quoted.of(texts.get(1)) + where(source)
                    + ": a second argument without an option; only the application stands alone"));
        } else if (texts.size() == 1 && given.containsKey(app.key())) {
            problems.add(Problem.usage(
                    Quoted.of(texts.get(0)) + where(source) + ": the application is also given with --app"));
        } else if (texts.size() == 1) {
            given.put(app.key(), new Given(app, Raw.text(texts.get(0)), origin("argument", source)));
        }
    }

    private Optional<Raw> value(ParseResult result, Declaration declaration, Origin source, List<Problem> problems) {
        if (declaration.type().isFlag()) {
            return flag(result, declaration, source, problems);
        }
        if (!result.hasMatchedOption(declaration.option())) {
            return Optional.empty();
        }
        boolean words = declaration.setting().split() == Setting.Split.WORDS;
        List<String> texts = texts(declaration.option(), words, result, source, problems);
        if (declaration.type().isRepeatable()) {
            return Optional.of(new Raw.Repeated(texts));
        }
        once(declaration.option(), texts.size(), source, problems);
        return texts.stream().findFirst().map(Raw::text);
    }

    private static Optional<Raw> flag(
            ParseResult result, Declaration declaration, Origin source, List<Problem> problems) {
        String yes = declaration.option();
        String no = declaration.negations().get(0);
        if (result.hasMatchedOption(yes) && result.hasMatchedOption(no)) {
            problems.add(Problem.usage(yes + where(source) + ": given together with " + no));
        }
        for (String option : List.of(yes, no)) {
            if (result.hasMatchedOption(option)
                    && !result.matchedOption(option).stringValues().isEmpty()) {
                problems.add(Problem.usage(option + where(source) + ": takes no value; write " + yes + " or " + no));
            }
        }
        return result.hasMatchedOption(yes) || result.hasMatchedOption(no)
                ? Optional.of(Raw.text(String.valueOf(result.hasMatchedOption(yes))))
                : Optional.empty();
    }

    /** @param words a value may look like a short option, as those for java do */
    private List<String> texts(
            String option, boolean words, ParseResult result, Origin source, List<Problem> problems) {
        List<String> texts = new ArrayList<>();
        for (String text : result.matchedOption(option).stringValues()) {
            if (known.contains(name(text)) && (!words || text.startsWith("--"))) {
                problems.add(Problem.usage(
                        option + where(source) + ": the value is missing, the option " + name(text) + " follows"));
            } else {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The option's name in an argument, {@code --timeout} of {@code --timeout=3}. */
    private static String name(String argument) {
        // the parser takes clustered short options apart and says so after the rest that it does not know
        String remark = " (while processing option: '";
        int at = argument.indexOf(remark);
        String whole = at < 0 ? argument : argument.substring(at + remark.length(), argument.length() - 2);
        int equals = whole.indexOf('=');
        return equals < 0 ? whole : whole.substring(0, equals);
    }

    private static void once(String option, int times, Origin source, List<Problem> problems) {
        if (times > 1) {
            problems.add(Problem.usage(option + where(source) + ": given " + times + " times; give it once"));
        }
    }

    private static Problem misused(Exception error, Origin source) {
        if (error instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()
                && missing.getMissing().get(0) instanceof OptionSpec option) {
            return Problem.usage(option.longestName() + where(source) + ": the value is missing");
        }
        String what = error instanceof ParameterException ? error.getMessage() : error.toString();
        return Problem.usage(what + where(source));
    }

    private static Origin origin(String option, Origin source) {
        return new Origin(
                source.layer(), source.layer() == Origin.Layer.COMMAND_LINE ? option : source.name() + " " + option);
    }

    private static String where(Origin source) {
        return source.layer() == Origin.Layer.COMMAND_LINE ? "" : " (" + source + ")";
    }
}
