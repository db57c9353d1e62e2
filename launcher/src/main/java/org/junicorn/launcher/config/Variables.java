package org.junicorn.launcher.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings in the environment. Some variables begin with our prefix without being meant as settings and are passed
 * over: those that Kubernetes sets in each container for a service whose name begins with "junicorn" (kubernetes.io,
 * "Service", environment variables), those that image builders like to set, and those of a worker's own environment, in
 * case an application starts a server.
 */
final class Variables {

    static final String ARGUMENTS = "JUNICORN_CMD_ARGS";

    private static final Set<String> NOT_SETTINGS = Set.of(
            ARGUMENTS,
            "JUNICORN_VERSION",
            "JUNICORN_HOME",
            "JUNICORN_WORKER_SLOT",
            "JUNICORN_GENERATION",
            "JUNICORN_PREDECESSOR");

    private Variables() {}

    /** {@code JUNICORN_*} by key. */
    static Map<String, Given> read(
            Map<String, String> env, Declarations declarations, Names names, List<Problem> problems) {
        Map<String, Given> given = new LinkedHashMap<>();
        new TreeMap<>(env).forEach((name, value) -> {
            if (!name.startsWith(Declaration.PREFIX) || NOT_SETTINGS.contains(name)) {
                return;
            }
            String key = name.substring(Declaration.PREFIX.length()).toLowerCase(Locale.ROOT);
            Optional<Declaration> declaration =
                    declarations.find(key).filter(found -> found.variable().equals(name));
            if (declaration.isPresent()) {
                given.put(
                        key, new Given(declaration.get(), Raw.text(value), new Origin(Origin.Layer.ENVIRONMENT, name)));
            } else if (!isServiceLink(name, value)) {
                problems.add(names.unknownVariable(name));
            }
        });
        return given;
    }

    /** The variables without our prefix that platforms set for any server; an empty one counts as unset. */
    static Map<String, Given> foreign(Map<String, String> env, Declarations declarations) {
        Map<String, Given> given = new LinkedHashMap<>();
        for (Declaration declaration : declarations.all()) {
            String name = declaration.setting().variable();
            String value = name.isEmpty() ? "" : env.getOrDefault(name, "");
            if (!value.isEmpty()) {
                String text = declaration.setting().variableAs().replace("*", value);
                given.put(
                        declaration.key(),
                        new Given(declaration, Raw.text(text), new Origin(Origin.Layer.VARIABLE, name)));
            }
        }
        return given;
    }

    private static boolean isServiceLink(String name, String value) {
        return name.endsWith("_SERVICE_HOST")
                || name.endsWith("_SERVICE_PORT")
                || name.contains("_SERVICE_PORT_")
                || name.endsWith("_PORT") && value.contains("://")
                || name.contains("_PORT_")
                        && (name.contains("_TCP") || name.contains("_UDP") || name.contains("_SCTP"));
    }
}
