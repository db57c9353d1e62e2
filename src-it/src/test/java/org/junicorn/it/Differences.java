package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The differences from Tomcat that are on purpose: the tables of {@code docs/differences.md} whose first two columns are
 * {@code Request} and {@code Differs in}. Several names stand in a cell with {@code <br>} between them.
 */
final class Differences {
    private static final String HEADING = "| Request | Differs in |";

    private Differences() {}

    /** By the name of the question, the parts of the answer that differ. */
    static Map<String, Set<String>> read(Path document) {
        Map<String, Set<String>> listed = new TreeMap<>();
        boolean inTable = false;
        try {
            for (String line : Files.readAllLines(document)) {
                if (line.startsWith(HEADING)) {
                    inTable = true;
                } else if (!line.startsWith("|")) {
                    inTable = false;
                } else if (inTable && !line.startsWith("| ---")) {
                    String[] cells = line.split("\\|");
                    Set<String> parts = new TreeSet<>();
                    Arrays.stream(cells[2].split(",")).map(String::strip).forEach(parts::add);
                    for (String name : cells[1].split("<br>")) {
                        if (listed.put(name.strip(), parts) != null) {
                            throw new IllegalStateException(document + " lists twice: " + name.strip());
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return listed;
    }
}
