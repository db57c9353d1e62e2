package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Facts about processes, from {@code /proc}, and signals to them. A process that is gone has no facts and gets none. */
final class Proc {
    private static final Path ROOT = Path.of("/proc");

    private Proc() {}

    /** Returns the children of a process that have not ended (a zombie has), in the order of their pids. */
    static List<Long> children(long parent) {
        return pids().stream()
                .filter(pid -> stat(pid)
                        .filter(stat -> stat.parent() == parent && stat.state() != 'Z')
                        .isPresent())
                .toList();
    }

    /** Returns every living process whose environment has this entry, {@code NAME=value}. */
    static List<Long> withEnvironment(String entry) {
        return pids().stream()
                .filter(pid -> read(pid, "environ")
                        .filter(environment -> ("\0" + environment).contains("\0" + entry + "\0"))
                        .isPresent())
                .filter(pid -> stat(pid).filter(stat -> stat.state() != 'Z').isPresent())
                .toList();
    }

    /** Tells whether a living process has this variable in its environment. */
    static boolean hasVariable(long pid, String name) {
        return read(pid, "environ")
                .filter(environment -> ("\0" + environment).contains("\0" + name + "="))
                .isPresent();
    }

    static boolean alive(long pid) {
        return stat(pid).filter(stat -> stat.state() != 'Z').isPresent();
    }

    /** Returns the command line with blanks between its words. */
    static String commandLine(long pid) {
        return read(pid, "cmdline").orElse("").replace('\0', ' ').trim();
    }

    /** Returns the resident memory in bytes. */
    static long residentBytes(long pid) {
        return statusNumber(pid, "VmRSS") * 1024;
    }

    /** Returns the effective user id. */
    static long userId(long pid) {
        return Long.parseLong(statusLine(pid, "Uid").split("\\s+")[1]);
    }

    /** Returns the effective group id. */
    static long groupId(long pid) {
        return Long.parseLong(statusLine(pid, "Gid").split("\\s+")[1]);
    }

    /** Returns the number of open descriptors. */
    static int descriptors(long pid) {
        int count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(ROOT.resolve(pid + "/fd"))) {
            for (Path descriptor : open) {
                count++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("descriptors of " + pid, e);
        }
        return count;
    }

    /** Sends a signal by name, such as {@code HUP}. */
    static void signal(long pid, String name) {
        try {
            new ProcessBuilder("/bin/kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + name, e);
        }
    }

    private record Stat(char state, long parent) {}

    private static Optional<Stat> stat(long pid) {
        // The second field, the command in brackets, may itself hold blanks and brackets.
        return read(pid, "stat").filter(text -> text.contains(") ")).map(text -> {
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return new Stat(fields[0].charAt(0), Long.parseLong(fields[1]));
        });
    }

    private static long statusNumber(long pid, String key) {
        return Long.parseLong(statusLine(pid, key).replaceAll("\\D", ""));
    }

    private static String statusLine(long pid, String key) {
        return read(pid, "status")
                .orElseThrow(() -> new AssertionError("process " + pid + " is gone"))
                .lines()
                .filter(line -> line.startsWith(key + ":"))
                .findFirst()
                .orElseThrow()
                .substring(key.length() + 1)
                .trim();
    }

    private static Optional<String> read(long pid, String name) {
        try {
            return Optional.of(
                    Files.readString(ROOT.resolve(pid + "/" + name), java.nio.charset.StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Gone meanwhile, or another user's: no facts either way.
            return Optional.empty();
        }
    }

    private static List<Long> pids() {
        TreeSet<Long> pids = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            all.forEach(entry -> pids.add(Long.parseLong(entry.getFileName().toString())));
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("these tests need Linux: no /proc", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ArrayList<>(pids);
    }
}
