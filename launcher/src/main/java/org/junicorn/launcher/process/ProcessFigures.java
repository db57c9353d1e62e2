package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the kernel says of a process. It reads files of {@code /proc}, which may take a while: not for the supervisor's
 * thread.
 *
 * @param rss bytes of memory that are in use, those included that it shares with others
 * @param cpu time of all its threads, those that have ended included
 */
public record ProcessFigures(long rss, Duration cpu) {
    private static final Path PROC = Path.of("/proc");

    /** The kernel's unit in {@code stat}, on every platform that Linux has today (proc(5), sysconf(_SC_CLK_TCK)). */
    private static final long TICKS_PER_SECOND = 100;

    /** Of the fields behind the command's name in {@code stat}, which may hold spaces and parentheses. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;

    /** Empty if there is no such process, or it has ended and only waits to be noticed. */
    public static Optional<ProcessFigures> of(long pid) {
        return read(PROC.resolve(Long.toString(pid)));
    }

    static Optional<ProcessFigures> read(Path folder) {
        try {
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
            return kilobytes(folder.resolve("status"), "VmRSS:")
                    .map(rss -> new ProcessFigures(rss, Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Bytes of memory in use, where what it shares with others counts in part: the sum over all workers is what they
     * really take. The kernel looks at every page for it, which takes milliseconds: for people who ask, not for each
     * scrape.
     *
     * @return empty if there is no such process or the kernel does not tell
     */
    public static Optional<Long> proportional(long pid) {
        try {
            return kilobytes(PROC.resolve(Long.toString(pid)).resolve("smaps_rollup"), "Pss:");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> kilobytes(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(name)) {
                return Optional.of(Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024);
            }
        }
        return Optional.empty();
    }
}
