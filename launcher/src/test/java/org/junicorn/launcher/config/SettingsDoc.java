package org.junicorn.launcher.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junicorn.launcher.ExitCode;

/** Writes the reference from the declarations, in Markdown. */
final class SettingsDoc {

    private final Declarations declarations = new Declarations();

    /** The reference: a block for each setting, by section. */
    String reference() {
        StringBuilder out = new StringBuilder();
        sections().forEach((section, members) -> {
            out.append("\n## ").append(section).append('\n');
            for (Declaration member : members) {
                Setting setting = member.setting();
                out.append("\n### `").append(member.key()).append("`\n\n").append(setting.doc());
                out.append("\n\n- Default: ").append(byDefault(member));
                if (!setting.variable().isEmpty()) {
                    out.append(
                            setting.variableAs().equals("*")
                                    ? "; `$" + setting.variable() + "` if set"
                                    : "; `" + setting.variableAs().replace("*", "$" + setting.variable()) + "` if `"
                                            + setting.variable() + "` is set");
                }
                out.append("\n- Values: ").append(values(member));
                out.append("\n- Options: ").append(options(member));
                out.append("\n- Variable: `").append(member.variable()).append('`');
                out.append("\n- From: ").append(setting.origin()).append('\n');
            }
        });
        return out.append('\n').toString();
    }

    /** A row for each setting that many people set, with the first sentence of what it does. */
    String table() {
        StringBuilder out = new StringBuilder("| Setting | Default | What it does |\n| --- | --- | --- |\n");
        List<Declaration> common = declarations.all().stream()
                .filter(declaration -> declaration.setting().common())
                .toList();
        for (Declaration declaration : common) {
            String doc = declaration.setting().doc();
            int end = doc.indexOf(". ");
            out.append("| [`")
                    .append(declaration.key())
                    .append("`](docs/settings.md#")
                    .append(declaration.key())
                    .append(") | ")
                    .append(cell(byDefault(declaration)))
                    .append(" | ")
                    .append(cell(end < 0 ? doc : doc.substring(0, end + 1)))
                    .append(" |\n");
        }
        return out.toString();
    }

    /** A row for each exit status. */
    String exitCodes() {
        StringBuilder out = new StringBuilder("| Status | Name | Meaning |\n| --- | --- | --- |\n");
        for (ExitCode code : ExitCode.values()) {
            out.append("| ")
                    .append(code.code())
                    .append(" | ")
                    .append(code)
                    .append(" | ")
                    .append(cell(code.doc()))
                    .append(" |\n");
        }
        return out.toString();
    }

    private Map<String, List<Declaration>> sections() {
        Map<String, List<Declaration>> sections = new LinkedHashMap<>();
        for (Declaration declaration : declarations.all()) {
            sections.computeIfAbsent(declaration.setting().section(), name -> new ArrayList<>())
                    .add(declaration);
        }
        return sections;
    }

    private static String byDefault(Declaration declaration) {
        Setting setting = declaration.setting();
        if (setting.required()) {
            return "none, it must be given";
        } else if (!setting.byDefault().isEmpty()) {
            return "`" + setting.byDefault() + "`";
        } else if (setting.computedDefault().isEmpty()) {
            return "none";
        }
        return setting.computedDefault().equals("/") ? "`/`" : setting.computedDefault();
    }

    private static String options(Declaration declaration) {
        List<String> options = new ArrayList<>(declaration.options());
        options.addAll(declaration.negations());
        return options.stream().map(option -> "`" + option + "`").collect(Collectors.joining(", "));
    }

    private static String values(Declaration declaration) {
        Setting setting = declaration.setting();
        Class<?> type = declaration.component().getType();
        if (declaration.type().isFlag()) {
            return "`true` or `false`";
        } else if (type.isEnum()) {
            return "`" + declaration.type().label().replace("|", "`, `") + "`";
        } else if (type == int.class && setting.syntax() == Setting.Syntax.OF_TYPE) {
            return setting.max().isEmpty()
                    ? "a whole number, at least " + setting.min()
                    : "a whole number from " + setting.min() + " to " + setting.max();
        }
        return switch (declaration.type().label()) {
            case "TIME" -> "a time";
            case "SIZE" -> "a size, such as `512m`";
            case "SHARE" -> "a number from " + setting.min() + " to " + setting.max();
            case "N|MIN:MAX" -> "a whole number from 1 to " + WorkerCount.LIMIT + ", or two of them as in `2:8`";
            case "MODE" -> "permissions, at most `" + setting.max() + "`";
            case "PATH" -> declaration.type().isList() ? "a list of paths" : "a path";
            case "FILE" -> declaration.type().isList() ? "a list of paths or patterns" : "a path, or `-`";
            case "ADDRESS" -> declaration.type().isList() ? "a list of addresses" : "an address";
            case "KEY=VALUE" -> "variables";
            case "FORMAT" -> "a text with atoms, or `json`";
            case "/NAME" -> "`/` or `/name`";
            case "[/PATH=]APP" -> "a path or the name of a class, or a list or an object of them";
            default -> declaration.type().isList() ? "a list of words" : "a text";
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
