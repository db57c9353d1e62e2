package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory this process and its children may use: that of the machine, or less if a control group says so. Read
 * from /proc and /sys, since the management classes that know it too would cost the supervisor some megabytes.
 */
final class MachineMemory {
    private final Path root;

    /** Reads below a folder, which is "/" except in tests. */
    MachineMemory(Path root) {
        this.root = root;
    }

    /** In bytes. */
    long limit() {
        return Math.min(physical(), controlGroup());
    }

    private long physical() {
        for (String line : lines("proc/meminfo")) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return Long.MAX_VALUE;
    }

    private long controlGroup() {
        long limit = Math.min(number("sys/fs/cgroup/memory.max"), number("sys/fs/cgroup/memory/memory.limit_in_bytes"));
        for (String line : lines("proc/self/cgroup")) {
            if (line.startsWith("0::")) { // version 2: each level above ours may hold the limit
                for (Path group = Path.of(line.substring(3)); group != null; group = group.getParent()) {
                    limit = Math.min(limit, number("sys/fs/cgroup" + group + "/memory.max"));
                }
            }
        }
        return limit;
    }

    private long number(String file) {
        List<String> lines = lines(file);
        return lines.isEmpty() || !lines.get(0).matches("\\d{1,18}") ? Long.MAX_VALUE : Long.parseLong(lines.get(0));
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
