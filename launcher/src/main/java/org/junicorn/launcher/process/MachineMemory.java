package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /**
     * What further processes can have now, in bytes: what the machine says is available, or less if a control group is
     * nearer to its limit. Memory that only caches files counts as available.
     */
    long available() {
        long available = kilobytes("MemAvailable:");
        for (Path group : groups()) {
            long limit = Math.min(number(group + "/memory.max"), number(group + "/memory.limit_in_bytes"));
            long used = Math.min(number(group + "/memory.current"), number(group + "/memory.usage_in_bytes"));
            if (limit != Long.MAX_VALUE && used != Long.MAX_VALUE) {
                available = Math.min(available, Math.max(0, limit - used) + fileCache(group));
            }
        }
        return available;
    }

    /** Our own control group of either version and those above it, as folders below the root. */
    private List<Path> groups() {
        List<Path> groups = new ArrayList<>();
        for (String line : lines("proc/self/cgroup")) {
            String[] parts = line.split(":", 3); // cgroups(7): hierarchy, controllers, path
            if (parts.length == 3
                    && (parts[0].equals("0") || List.of(parts[1].split(",")).contains("memory"))) {
                Path mount = Path.of("sys/fs/cgroup" + (parts[0].equals("0") ? "" : "/memory"));
                for (Path path = Path.of(parts[2]); path != null; path = path.getParent()) {
                    groups.add(
                            path.getNameCount() == 0
                                    ? mount
                                    : mount.resolve(path.toString().substring(1)));
                }
            }
        }
        return groups;
    }

    private long fileCache(Path group) {
        for (String name : List.of("total_inactive_file ", "inactive_file ")) { // version 1 says both
            for (String line : lines(group + "/memory.stat")) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.substring(name.length()).strip());
                }
            }
        }
        return 0;
    }

    private long physical() {
        return kilobytes("MemTotal:");
    }

    private long kilobytes(String name) {
        for (String line : lines("proc/meminfo")) {
            if (line.startsWith(name)) {
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
