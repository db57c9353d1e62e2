package org.junicorn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a Markdown document that a benchmark writes, between {@code <!-- name:begin -->} and its end. */
public record Section(Path document, String name) {
    /** Puts the text in place of what a run before has left there. */
    public void write(String text) throws IOException {
        String begin = "<!-- " + name + ":begin -->";
        String end = "<!-- " + name + ":end -->";
        String before = Files.readString(document);
        int from = before.indexOf(begin);
        int to = before.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(document + " has no lines " + begin + " and " + end);
        }
        Files.writeString(document, before.substring(0, from + begin.length()) + "\n" + text + before.substring(to));
    }
}
