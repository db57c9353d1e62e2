package org.junicorn.launcher.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An application and where it is served.
 *
 * @param host a virtual host in lower case, or empty
 * @param path {@code /} or {@code /name}; empty if only the application was given
 * @param app an absolute path, or a class name
 * @param weight its share of the requests, if several have the path
 * @param name of the version, if it is given
 */
public record Mount(String host, Optional<String> path, String app, OptionalInt weight, Optional<String> name) {

    /** Of an application on all hosts, which has its path for itself. */
    public Mount(Optional<String> path, String app) {
        this("", path, app, OptionalInt.empty(), Optional.empty());
    }

    /** The context path as the servlet API spells it: "" for the root, else "/name". */
    static String contextPath(String path) {
        return path.equals("/") ? "" : path;
    }

    /** What tells it from other versions: its name, or that of its file without {@code .war}. */
    public String version() {
        return name.orElseGet(() -> app.substring(app.lastIndexOf('/') + 1)
                .replaceFirst("(?i)\\.war$", "")
                .replaceAll("[^A-Za-z0-9._-]", "-"));
    }
}
