package org.junicorn.launcher.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command line's grammar, made from the declarations; no option has a default, or it would hide the file. The words
 * are read as by getopt_long(3): {@code --workers 4}, {@code --workers=4}, {@code -w 4}, {@code -w4}, and also
 * {@code -w=4}; what follows an option that takes a value is that value, whatever it looks like.
 */
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

    /** What an option stands for: itself under its first long name, with a value behind it or without. */
    private record Option(String name, boolean valued) {}

    /** What was found on one command line. */
    private record Words(Map<String, List<String>> values, List<String> positional, List<String> unknown) {
        boolean has(String option) {
            return values.containsKey(option);
        }

        void add(String option) {
            values.computeIfAbsent(option, name -> new ArrayList<>());
        }

        void add(String option, String value) {
            values.computeIfAbsent(option, name -> new ArrayList<>()).add(value);
        }
    }

    private final Declarations declarations;
    private final Names names;
    private final Map<String, Option> options = new LinkedHashMap<>();

    Arguments(Declarations declarations, Names names) {
        this.declarations = declarations;
        this.names = names;
        options(List.of("-c", CONFIG), CONFIG, true);
        options(List.of(CHECK_CONFIG), CHECK_CONFIG, false);
        options(List.of(PRINT_CONFIG), PRINT_CONFIG, false);
        options(List.of(PRINT_EFFECTIVE_WEB_XML), PRINT_EFFECTIVE_WEB_XML, false);
        options(List.of("-v", VERSION), VERSION, false);
        options(List.of("-h", HELP), HELP, false);
        for (Declaration declaration : declarations.all()) {
            boolean flag = declaration.type().isFlag();
            options(declaration.options(), declaration.option(), !flag);
            if (flag) {
                List<String> negations = declaration.negations();
                options(negations, negations.get(0), false);
            }
        }
    }

    private void options(List<String> spellings, String name, boolean valued) {
        Option option = new Option(name, valued);
        for (String spelling : spellings) {
            if (options.put(spelling, option) != null) {
                throw new AssertionError(spelling + " stands for two options");
            }
        }
    }

    /** @param source the layer and name that problems and origins speak of */
    Parsed parse(List<String> args, Origin source, List<Problem> problems) {
        int before = problems.size();
        Words words = read(args, source, problems);
        for (String unknown : words.unknown()) {
            problems.add(names.unknownOption(unknown, source, List.copyOf(options.keySet())));
        }
        Map<String, Given> given = new LinkedHashMap<>();
        for (Declaration declaration : declarations.all()) {
            value(words, declaration, source, problems)
                    .ifPresent(raw -> given.put(
                            declaration.key(), new Given(declaration, raw, origin(declaration.option(), source))));
        }
        // an unknown option's value looks like an argument of its own
        if (problems.size() == before) {
            positional(words.positional(), source, given, problems);
        }
        List<String> config = words.has(CONFIG) ? texts(CONFIG, false, words, source, problems) : List.of();
        once(CONFIG, config.size(), source, problems);
        List<String> asked = Stream.of(CHECK_CONFIG, PRINT_CONFIG, PRINT_EFFECTIVE_WEB_XML, HELP, VERSION)
                .filter(words::has)
                .toList();
        for (String option : asked) {
            if (!words.values().get(option).isEmpty()) {
                problems.add(Problem.usage(option + where(source) + ": takes no value"));
            }
        }
        return new Parsed(given, config.stream().findFirst(), asked);
    }

    private Words read(List<String> args, Origin source, List<Problem> problems) {
        Words words = new Words(new HashMap<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            String name = name(word);
            Option option = options.get(name);
            if (word.equals("--")) { // the rest are arguments (POSIX.1-2017, 12.2, guideline 10)
                words.positional().addAll(args.subList(i + 1, args.size()));
                break;
            } else if (option == null && word.startsWith("-") && word.length() > 1) {
                if (!flags(word, words)) {
                    words.unknown().add(name);
                }
            } else if (option == null) {
                words.positional().add(word);
            } else if (name.length() < word.length()) {
                String attached = word.substring(name.length());
                words.add(option.name(), attached.startsWith("=") ? attached.substring(1) : attached);
            } else if (!option.valued()) {
                words.add(option.name());
            } else if (i + 1 < args.size()) {
                words.add(option.name(), args.get(++i));
            } else {
                problems.add(Problem.usage(option.name() + where(source) + ": the value is missing"));
            }
        }
        return words;
    }

    /** Several options of one letter in one word, {@code -hv}; whether it is that. */
    private boolean flags(String word, Words words) {
        List<Option> flags = new ArrayList<>();
        for (char letter : word.substring(1).toCharArray()) {
            Option option = options.get("-" + letter);
            if (option == null || option.valued()) {
                return false;
            }
            flags.add(option);
        }
        flags.forEach(flag -> words.add(flag.name()));
        return true;
    }

    /** The option's name in a word: {@code --timeout} of {@code --timeout=3}, {@code -t} of {@code -t3}. */
    private String name(String word) {
        if (word.startsWith("--")) {
            int equals = word.indexOf('=');
            return equals < 0 ? word : word.substring(0, equals);
        }
        if (word.startsWith("-") && word.length() > 2) {
            Option option = options.get(word.substring(0, 2));
            if (option != null && (option.valued() || word.charAt(2) == '=')) {
                return word.substring(0, 2);
            }
        }
        return word;
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

    private Optional<Raw> value(Words words, Declaration declaration, Origin source, List<Problem> problems) {
        if (declaration.type().isFlag()) {
            return flag(words, declaration, source, problems);
        }
        if (!words.has(declaration.option())) {
            return Optional.empty();
        }
        boolean split = declaration.setting().split() == Setting.Split.WORDS;
        List<String> texts = texts(declaration.option(), split, words, source, problems);
        if (declaration.type().isRepeatable()) {
            return Optional.of(new Raw.Repeated(texts));
        }
        once(declaration.option(), texts.size(), source, problems);
        return texts.stream().findFirst().map(Raw::text);
    }

    private static Optional<Raw> flag(Words words, Declaration declaration, Origin source, List<Problem> problems) {
        String yes = declaration.option();
        String no = declaration.negations().get(0);
        if (words.has(yes) && words.has(no)) {
            problems.add(Problem.usage(yes + where(source) + ": given together with " + no));
        }
        for (String option : List.of(yes, no)) {
            if (!words.values().getOrDefault(option, List.of()).isEmpty()) {
                problems.add(Problem.usage(option + where(source) + ": takes no value; write " + yes + " or " + no));
            }
        }
        return words.has(yes) || words.has(no)
                ? Optional.of(Raw.text(String.valueOf(words.has(yes))))
                : Optional.empty();
    }

    /** @param split a value may look like a short option, as those for java do */
    private List<String> texts(String option, boolean split, Words words, Origin source, List<Problem> problems) {
        List<String> texts = new ArrayList<>();
        for (String text : words.values().get(option)) {
            String name = withoutValue(text);
            if (options.containsKey(name) && (!split || text.startsWith("--"))) {
                problems.add(Problem.usage(
                        option + where(source) + ": the value is missing, the option " + name + " follows"));
            } else {
                texts.add(text);
            }
        }
        return texts;
    }

    private static String withoutValue(String text) {
        int equals = text.indexOf('=');
        return equals < 0 ? text : text.substring(0, equals);
    }

    private static void once(String option, int times, Origin source, List<Problem> problems) {
        if (times > 1) {
            problems.add(Problem.usage(option + where(source) + ": given " + times + " times; give it once"));
        }
    }

    private static Origin origin(String option, Origin source) {
        return new Origin(
                source.layer(), source.layer() == Origin.Layer.COMMAND_LINE ? option : source.name() + " " + option);
    }

    private static String where(Origin source) {
        return source.layer() == Origin.Layer.COMMAND_LINE ? "" : " (" + source + ")";
    }
}
