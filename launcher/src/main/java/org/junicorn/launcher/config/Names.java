package org.junicorn.launcher.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Says what is wrong with a name that is no setting, in the spelling of the place where it was found. */
final class Names {

    private final Declarations declarations;

    Names(Declarations declarations) {
        this.declarations = declarations;
    }

    /** For a key of a file. */
    Problem unknownKey(String key, Origin origin) {
        List<String> keys = declarations.all().stream().map(Declaration::key).toList();
        return Problem.value(key + " (" + origin + "): " + fault(key, "setting", key, keys, name -> name));
    }

    /** For a variable that begins with our prefix. */
    Problem unknownVariable(String variable) {
        if (variable.equals("JUNICORN_CONFIG")) {
            return Problem.value(
                    "JUNICORN_CONFIG: unknown setting; name the file with -c, which JUNICORN_CMD_ARGS" + " may hold");
        }
        List<String> keys = new ArrayList<>(List.of("cmd_args"));
        declarations.all().forEach(declaration -> keys.add(declaration.key()));
        String key = variable.substring(Declaration.PREFIX.length()).toLowerCase(Locale.ROOT);
        return Problem.value(variable + ": " + fault(key, "setting", key, keys, Names::variable));
    }

    /** For an option with its dashes, without its value. */
    Problem unknownOption(String option, Origin origin, List<String> known) {
        String key = option.replaceFirst("^-{1,2}", "").replace('-', '_');
        String where = origin.layer() == Origin.Layer.COMMAND_LINE ? "" : " (" + origin + ")";
        List<String> candidates = option.startsWith("--")
                ? known.stream().filter(name -> name.startsWith("--")).toList()
                : List.of();
        return Problem.usage(option + where + ": " + fault(key, "option", option, candidates, name -> name));
    }

    private String fault(String key, String what, String name, List<String> candidates, UnaryOperator<String> spelled) {
        Optional<String> explained = ForeignSettings.explain(key);
        if (explained.isPresent()) {
            return explained.get();
        }
        Optional<Declaration> other = ForeignSettings.synonym(key)
                .map(declarations::get)
                .or(() -> declarations.all().stream()
                        .filter(declaration -> declaration.options().contains("--" + key.replace('_', '-')))
                        .findFirst());
        Optional<String> meant = other.isPresent()
                ? other.map(declaration -> name.startsWith("-") ? declaration.option() : declaration.key())
                : Suggestions.nearest(name, candidates);
        return "unknown " + what
                + meant.map(spelled)
                        .map(found -> "; did you mean " + found + "?")
                        .orElse("");
    }

    private static String variable(String key) {
        return Declaration.PREFIX + key.toUpperCase(Locale.ROOT);
    }
}
