package org.junicorn.launcher.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answer to {@code --help}: every option by section, at most 80 columns wide. */
final class Help {

    private static final int WIDTH = 80;
    private static final String INDENT = "        ";

    private final Declarations declarations;

    Help(Declarations declarations) {
        this.declarations = declarations;
    }

    String text() {
        StringBuilder out = new StringBuilder();
        out.append("Usage: junicorn [OPTIONS] APP\n\n");
        wrap(
                out,
                "",
                "Serves a Jakarta Servlet application with several worker JVMs that share its sockets. APP is a .war"
                        + " file, the folder of an unpacked one, or the name of a servlet class.");
        out.append('\n');
        wrap(
                out,
                "",
                "Each option of the sections below is also a key of the configuration file (--max-requests:"
                        + " max_requests) and a variable (JUNICORN_MAX_REQUESTS). The command line goes before the"
                        + " environment, the environment before the file. JUNICORN_CMD_ARGS may hold options. TIME is"
                        + " 30 (seconds), 500ms, 30s, 2m or 1h.");
        out.append("\nGeneral:\n");
        option(
                out,
                "-c, --config FILE",
                "Configuration file, .json or .properties. Default: junicorn.json or"
                        + " junicorn.properties in the current folder, if there is one.");
        option(out, "--check-config", "Say whether the server would start, and exit.");
        option(out, "--print-config", "Print every setting with its origin, and exit.");
        option(
                out,
                "--print-effective-web-xml",
                "Print each application's web.xml, merged with its fragments, its annotations and the default one, and"
                        + " exit.");
        option(out, "-v, --version", "Print the version, and exit.");
        option(out, "-h, --help", "Print this text, and exit.");
        out.append("\nCommands, instead of the server:\n");
        option(out, "smoke", "Start a server, check its answers, stop it; for builds. See junicorn smoke --help.");
        Map<String, List<Declaration>> sections = new LinkedHashMap<>();
        for (Declaration declaration : declarations.all()) {
            sections.computeIfAbsent(declaration.setting().section(), name -> new ArrayList<>())
                    .add(declaration);
        }
        sections.forEach((section, members) -> {
            out.append('\n').append(section).append(":\n");
            members.forEach(member -> option(out, options(member), doc(member)));
        });
        return out.toString();
    }

    private static String options(Declaration declaration) {
        List<String> options = declaration.options();
        if (declaration.type().isFlag()) {
            return String.join(", ", options).replace("--", "--[no-]").replace("--[no-]no-", "--no-");
        }
        return String.join(", ", options) + " " + declaration.type().label();
    }

    private static String doc(Declaration declaration) {
        String doc = declaration.setting().doc();
        if (declaration.type().isRepeatable()) {
            doc += " May be given several times.";
        }
        String byDefault = declaration.defaultText();
        if (!byDefault.isEmpty()) {
            doc += " Default: " + byDefault + ".";
        }
        return doc.replace("`", "");
    }

    private static void option(StringBuilder out, String options, String doc) {
        wrap(out, "  ", options);
        wrap(out, INDENT, doc);
    }

    private static void wrap(StringBuilder out, String indent, String text) {
        int column = 0;
        for (String word : text.split(" ")) {
            if (column == 0 || column + 1 + word.length() > WIDTH) {
                out.append(column == 0 ? "" : "\n").append(indent).append(word);
                column = indent.length() + word.length();
            } else {
                out.append(' ').append(word);
                column += 1 + word.length();
            }
        }
        out.append('\n');
    }
}
