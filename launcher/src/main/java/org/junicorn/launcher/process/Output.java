package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that a process printed, to explain its end. Safe for all threads. */
final class Output {
    private static final int LINES = 50;
    private static final int LONGEST = 2000;

    private final Deque<String> lines = new ArrayDeque<>();

    /** Takes whole lines. */
    synchronized void add(byte[] bytes, int length) {
        int start = 0;
        for (int end = 0; end < length; end++) {
            if (bytes[end] == '\n') {
                addLine(new String(bytes, start, Math.min(end - start, LONGEST), UTF_8));
                start = end + 1;
            }
        }
    }

    private void addLine(String line) {
        lines.addLast(line);
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
    }

    synchronized List<String> last() {
        return List.copyOf(lines);
    }
}
