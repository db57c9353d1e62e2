package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junicorn.launcher.supervisor.Event.KernelKills;

/**
 * How many processes the kernel has killed for want of memory: in the control group of this server and its workers
 * ({@code memory.events}, or {@code memory.oom_control} of version 1), else on the whole machine ({@code /proc/vmstat}).
 * A count that has risen when a worker was killed tells who did it. Safe for all threads.
 */
final class KernelKillCounters {
    private static final String GROUPS = "sys/fs/cgroup";

    /** By then the end of whoever was killed has been seen. */
    private static final long FORGET_AFTER_NANOS = 5_000_000_000L;

    private final Path root;
    private final boolean ofMachine;
    private OptionalLong explained;
    private OptionalLong seen;
    private long seenAt;

    /**
     * Reads below a folder, which is "/" except in tests.
     *
     * @param now a reading of {@link System#nanoTime()}
     */
    KernelKillCounters(Path root, long now) {
        this.root = root;
        this.ofMachine = ofGroup().isEmpty();
        this.explained = count();
        this.seen = explained;
        this.seenAt = now;
    }

    /** After the end of a child. Each kill that was counted explains one end. */
    synchronized KernelKills after(Posix.Exit exit) {
        if (!exit.signal().equals(Optional.of(9))) {
            return KernelKills.NONE;
        }
        OptionalLong count = count();
        if (count.isEmpty() || explained.isEmpty()) {
            return KernelKills.UNKNOWN;
        } else if (count.getAsLong() <= explained.getAsLong()) {
            return KernelKills.NONE;
        }
        explained = OptionalLong.of(explained.getAsLong() + 1);
        return ofMachine ? KernelKills.OF_THE_MACHINE : KernelKills.OF_THIS_GROUP;
    }

    /**
     * Kills that explain no end that was seen, as of a process that a worker had started, must not explain a later one.
     * To be called now and then.
     */
    synchronized void forgetOld(long now) {
        if (now - seenAt >= FORGET_AFTER_NANOS) {
            if (seen.isPresent() && seen.getAsLong() > explained.orElse(Long.MAX_VALUE)) {
                explained = seen;
            }
            seen = count();
            seenAt = now;
        }
    }

    private OptionalLong count() {
        return ofMachine ? number("proc/vmstat") : ofGroup();
    }

    private OptionalLong ofGroup() {
        for (String line : lines("proc/self/cgroup")) {
            String[] parts = line.split(":", 3); // cgroups(7): hierarchy, controllers, path
            if (parts.length == 3 && parts[0].equals("0")) {
                OptionalLong found = either(GROUPS + parts[2] + "/memory.events", GROUPS + "/memory.events");
                if (found.isPresent()) {
                    return found;
                }
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                return either(
                        GROUPS + "/memory" + parts[2] + "/memory.oom_control", GROUPS + "/memory/memory.oom_control");
            }
        }
        return OptionalLong.empty();
    }

    /** In a container the path is that of the host, and the files are those of the container. */
    private OptionalLong either(String ofPath, String ofRoot) {
        OptionalLong found = number(ofPath);
        return found.isPresent() ? found : number(ofRoot);
    }

    private OptionalLong number(String file) {
        return lines(file).stream()
                .filter(line -> line.matches("oom_kill \\d{1,18}"))
                .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                .findFirst();
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
