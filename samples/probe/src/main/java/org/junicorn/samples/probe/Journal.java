package org.junicorn.samples.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Appends one line per event to the file named by {@code PROBE_LOG} (environment) or {@code probe.log} (system
 * property); without either, nothing is written. A line is one write to a file opened for appending, so that several
 * workers can share the file.
 */
final class Journal {
    private Journal() {}

    /** Adds {@code <event> slot=<n> generation=<n> pid=<n>}. */
    static void write(String event) {
        String file = Setting.of("probe.log");
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.write(Path.of(file), (event + " " + Identity.text() + "\n").getBytes(UTF_8), CREATE, APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
