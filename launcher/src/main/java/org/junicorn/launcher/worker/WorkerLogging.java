package org.junicorn.launcher.worker;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How the container's libraries log in a worker: through java.util.logging to standard error, one line each, warnings
 * only. An application that configures java.util.logging itself, by {@code java_opts} or in code, has its way.
 */
final class WorkerLogging {
    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    /** Loggers are forgotten with their levels when nobody holds them. */
    private static final List<Logger> QUIET = List.of("org.xnio", "io.undertow", "org.jboss").stream()
            .map(Logger::getLogger)
            .toList();

    private WorkerLogging() {}

    static void configure() {
        if (System.getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, "%1$tFT%1$tT.%1$tL%1$tz %4$-8s %3$s %5$s%6$s%n");
        }
        if (System.getProperty("java.util.logging.config.file") == null
                && System.getProperty("java.util.logging.config.class") == null) {
            QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        }
    }
}
