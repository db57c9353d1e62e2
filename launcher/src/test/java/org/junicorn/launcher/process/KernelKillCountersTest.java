package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junicorn.launcher.supervisor.Event.KernelKills;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelKillCountersTest {
    private static final Posix.Exit KILLED = new Posix.Exit(7, Optional.empty(), Optional.of(9));
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void events(int kills) throws IOException {
        file("sys/fs/cgroup/app.slice/memory.events", "low 0\noom 9\noom_kill " + kills + "\noom_group_kill 0\n");
    }

    @Test
    void takesARiseOfTheGroupsCounterForTheKernelsKill() throws IOException {
        file("proc/self/cgroup", "0::/app.slice\n");
        events(4);
        KernelKillCounters counters = new KernelKillCounters(root, 0);
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.NONE);
        events(5);
        assertThat(counters.after(new Posix.Exit(7, Optional.of(1), Optional.empty())))
                .isEqualTo(KernelKills.NONE);
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.OF_THIS_GROUP);
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.NONE);
    }

    @Test
    void explainsAsManyEndsAsTheKernelHasKilled() throws IOException {
        file("proc/self/cgroup", "0::/app.slice\n");
        events(0);
        KernelKillCounters counters = new KernelKillCounters(root, 0);
        events(2);
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.OF_THIS_GROUP);
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.OF_THIS_GROUP);
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.NONE);
    }

    @Test
    void blamesNoOldKillForALaterEnd() throws IOException {
        file("proc/self/cgroup", "0::/app.slice\n");
        events(0);
        KernelKillCounters counters = new KernelKillCounters(root, 0);
        events(1); // of a process that a worker had started
        counters.forgetOld(5 * SECOND);
        counters.forgetOld(6 * SECOND);
        counters.forgetOld(10 * SECOND);
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.NONE);
    }

    @Test
    void stillKnowsAKillWhoseEndComesALittleLater() throws IOException {
        file("proc/self/cgroup", "0::/app.slice\n");
        events(0);
        KernelKillCounters counters = new KernelKillCounters(root, 0);
        events(1);
        counters.forgetOld(5 * SECOND);
        counters.forgetOld(6 * SECOND);
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.OF_THIS_GROUP);
    }

    @Test
    void findsTheCounterOfTheFirstVersionOfControlGroups() throws IOException {
        file("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/docker/abc\n0::/\n");
        file("sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        KernelKillCounters counters = new KernelKillCounters(root, 0);
        file("sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.OF_THIS_GROUP);
    }

    @Test
    void takesTheMachinesCounterWhereTheGroupHasNone() throws IOException {
        file("proc/vmstat", "nr_free_pages 1\noom_kill 1\n");
        KernelKillCounters counters = new KernelKillCounters(root, 0);
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.NONE);
        file("proc/vmstat", "nr_free_pages 1\noom_kill 2\n");
        assertThat(counters.after(KILLED)).isEqualTo(KernelKills.OF_THE_MACHINE);
    }

    @Test
    void saysThatItDoesNotKnowWithoutCounters() {
        assertThat(new KernelKillCounters(root, 0).after(KILLED)).isEqualTo(KernelKills.UNKNOWN);
    }
}
