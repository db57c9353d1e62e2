package org.junicorn.samples.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Appends one line per event to the file named by {@code SESSION_JOURNAL} (environment) or {@code session.journal}
 * (system property); without either, nothing is written. A line is one write to a file opened for appending, so that
 * all workers can share the file.
 */
final class Journal {
    private Journal() {}

    /** Adds {@code <event> pid=<n>}. */
    static void write(String event) {
        String file = System.getProperty("session.journal", System.getenv("SESSION_JOURNAL"));
        if (file == null) {
            return;
        }
        String line = event + " pid=" + ProcessHandle.current().pid() + "\n";
        try {
            Files.write(Path.of(file), line.getBytes(UTF_8), CREATE, APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
