package org.junicorn.launcher.ctl;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where answers are shown. What a server says may not move the cursor or worse: control characters become dots. */
final class Screen {
    private static final String CLEAR = "\033[H\033[2J\033[3J";

    private final PrintStream out;
    private final PrintStream err;

    Screen(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    void print(String text) {
        out.print(harmless(text));
        out.flush();
    }

    /** A line for whoever waits. */
    void error(String line) {
        err.println(harmless(line));
    }

    /** Puts a page in the place of what is on the terminal. */
    void page(String text) {
        out.print(CLEAR);
        print(text);
    }

    /** Whether a descriptor of this process, 0 to 2, is a terminal. */
    static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    private static String harmless(String text) {
        StringBuilder harmless = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            harmless.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '.' : c);
        }
        return harmless.toString();
    }
}
