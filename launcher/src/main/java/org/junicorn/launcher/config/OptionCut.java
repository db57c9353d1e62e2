package org.junicorn.launcher.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts a command line at its options, for a command that has options beside the settings and starts a server with the
 * rest. It looks at no value: what is wrong with a setting is found where settings are loaded.
 */
public final class OptionCut {
    /**
     * An option with its value, or an argument.
     *
     * @param name the key of a setting, such as {@code bind} for {@code -b}; another option as it is written; "" for an
     *     argument
     * @param value if it takes one and has one
     * @param words as they were given
     */
    public record Piece(String name, Optional<String> value, List<String> words) {}

    private final Map<String, String> names = new HashMap<>();
    private final Set<String> valued = new HashSet<>();

    /** @param further options that are no settings and take a value; they go before settings of the same name */
    public OptionCut(Set<String> further) {
        for (Declaration declaration : new Declarations().all()) {
            declaration.options().forEach(option -> names.put(option, declaration.key()));
            declaration.negations().forEach(option -> names.put(option, declaration.key()));
            if (!declaration.type().isFlag()) {
                valued.addAll(declaration.options());
            }
        }
        valued.addAll(List.of("-c", Arguments.CONFIG));
        further.forEach(option -> names.put(option, option));
        valued.addAll(further);
    }

    /** The pieces, in order; their words together are the command line. */
    public List<Piece> of(List<String> args) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            String option = option(word);
            if (word.equals("--")) { // the rest are arguments (POSIX.1-2017, 12.2, guideline 10)
                args.subList(i, args.size()).forEach(rest -> pieces.add(argument(rest)));
                break;
            } else if (option.isEmpty()) {
                pieces.add(argument(word));
            } else if (!option.equals(word)) {
                String attached = word.substring(option.length());
                String value = attached.startsWith("=") ? attached.substring(1) : attached;
                pieces.add(new Piece(name(option), Optional.of(value), List.of(word)));
            } else if (valued.contains(option) && i + 1 < args.size()) {
                String value = args.get(++i);
                pieces.add(new Piece(name(option), Optional.of(value), List.of(word, value)));
            } else {
                pieces.add(new Piece(name(option), Optional.empty(), List.of(word)));
            }
        }
        return pieces;
    }

    /** {@code --bind} of {@code --bind=:80}, {@code -b} of {@code -b:80}; "" of an argument. */
    private String option(String word) {
        if (word.startsWith("--")) {
            int equals = word.indexOf('=');
            return equals < 0 ? word : word.substring(0, equals);
        }
        if (!word.startsWith("-") || word.length() < 2) {
            return "";
        }
        String first = word.substring(0, 2);
        return valued.contains(first) ? first : word;
    }

    private String name(String option) {
        return names.getOrDefault(option, option);
    }

    private static Piece argument(String word) {
        return new Piece("", Optional.empty(), List.of(word));
    }

    /**
     * Reads a duration in the spelling of the settings, {@code 30}, {@code 500ms} or {@code 2m}.
     *
     * @throws IllegalArgumentException if it is none; the message says what is expected
     */
    public static Duration duration(String text) {
        return Durations.parse(text);
    }
}
