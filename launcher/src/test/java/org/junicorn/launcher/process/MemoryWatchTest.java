package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryWatchTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void looksAtTheProcessesThatAreWatched() throws IOException {
        file("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable:  2048 kB\n");
        int self = (int) ProcessHandle.current().pid();
        try (MemoryWatch watch = new MemoryWatch(new MachineMemory(root))) {
            watch.watch(self);
            await().until(() -> watch.bytes(self) > 10 * MEGABYTE);
            await().until(() -> watch.available().isPresent());
            assertThat(watch.available()).hasValue(2 * MEGABYTE);
            assertThat(watch.bytes(1)).isZero();
            watch.forget(self);
            assertThat(watch.bytes(self)).isZero();
        }
    }

    @Test
    void reckonsWithTheNearestLimitAndTheCacheOfFiles() throws IOException {
        file("proc/meminfo", "MemAvailable:  1048576 kB\n");
        file("proc/self/cgroup", "0::/a/b\n");
        file("sys/fs/cgroup/a/memory.max", (100 * MEGABYTE) + "\n");
        file("sys/fs/cgroup/a/memory.current", (90 * MEGABYTE) + "\n");
        file("sys/fs/cgroup/a/memory.stat", "anon 1\ninactive_file " + (5 * MEGABYTE) + "\n");
        file("sys/fs/cgroup/a/b/memory.max", "max\n");
        file("sys/fs/cgroup/a/b/memory.current", (80 * MEGABYTE) + "\n");
        assertThat(new MachineMemory(root).available()).isEqualTo(15 * MEGABYTE);
    }

    @Test
    void knowsTheFirstVersionOfControlGroups() throws IOException {
        file("proc/meminfo", "MemAvailable:  1048576 kB\n");
        file("proc/self/cgroup", "4:memory:/docker/x\n0::/\n"); // the container sees its own files at the top
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", (100 * MEGABYTE) + "\n");
        file("sys/fs/cgroup/memory/memory.usage_in_bytes", (30 * MEGABYTE) + "\n");
        file("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file " + (2 * MEGABYTE) + "\n");
        assertThat(new MachineMemory(root).available()).isEqualTo(72 * MEGABYTE);
    }
}
