package org.junicorn.launcher.config;

import java.util.Optional;

/**
 * An application and where it is served.
 *
 * @param path {@code /} or {@code /name}; empty if only the application was given
 * @param app an absolute path, or a class name
 */
public record Mount(Optional<String> path, String app) {

    /** The context path as the servlet API spells it: "" for the root, else "/name". */
    static String contextPath(String path) {
        return path.equals("/") ? "" : path;
    }
}
