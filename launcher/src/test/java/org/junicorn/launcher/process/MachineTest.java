package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    private static final long GIGABYTE = 1L << 30;

    @TempDir
    private Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void takesTheMachinesMemoryIfNoControlGroupLimitsIt() throws IOException {
        file("proc/meminfo", "MemTotal:        8388608 kB\nMemFree: 1 kB\n");
        file("proc/self/cgroup", "0::/user.slice\n");
        file("sys/fs/cgroup/user.slice/memory.max", "max\n");
        assertThat(new MachineMemory(root).limit()).isEqualTo(8 * GIGABYTE);
    }

    @Test
    void takesTheSmallestLimitOfAllControlGroupsAboveIt() throws IOException {
        file("proc/meminfo", "MemTotal:        8388608 kB\n");
        file("proc/self/cgroup", "0::/a/b\n");
        file("sys/fs/cgroup/a/memory.max", "1073741824\n");
        file("sys/fs/cgroup/a/b/memory.max", "2147483648\n");
        assertThat(new MachineMemory(root).limit()).isEqualTo(GIGABYTE);
    }

    @Test
    void knowsTheFirstVersionOfControlGroups() throws IOException {
        file("proc/meminfo", "MemTotal:        8388608 kB\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n");
        assertThat(new MachineMemory(root).limit()).isEqualTo(GIGABYTE / 2);
    }

    @Test
    void dividesTheHeapAmongTheWorkersUnlessTheUserHasSaidOtherwise() {
        JavaRuntime java = new JavaRuntime(Path.of("/jdk"), 17, "17.0.15");
        WorkerCommand command = new WorkerCommand(java, "launcher.jar", 8 * GIGABYTE, 4);
        assertThat(command.worker(5, 40, "/tmp/x", Optional.empty(), DumpFolder.Options.NONE, List.of()))
                .contains("-Xmx1212m", "-XX:+UseG1GC");
        assertThat(command.worker(
                        5, 40, "/tmp/x", Optional.empty(), DumpFolder.Options.NONE, List.of("-Xmx100m", "-XX:+UseZGC")))
                .contains("-Xmx100m")
                .doesNotContain("-Xmx1212m", "-XX:+UseG1GC", "-XX:+UseSerialGC");
    }

    @Test
    void takesTheSerialCollectorOnSmallMachinesAndForSmallHeaps() {
        JavaRuntime java = new JavaRuntime(Path.of("/jdk"), 17, "17.0.15");
        assertThat(new WorkerCommand(java, "x", 64 * GIGABYTE, 2)
                        .worker(2, 40, "/tmp/x", Optional.empty(), DumpFolder.Options.NONE, List.of()))
                .contains("-XX:+UseSerialGC");
        assertThat(new WorkerCommand(java, "x", GIGABYTE, 8)
                        .worker(4, 40, "/tmp/x", Optional.empty(), DumpFolder.Options.NONE, List.of()))
                .contains("-XX:+UseSerialGC");
    }

    @Test
    void beginsWithASmallHeapUnlessTheUserSaysHowToDivideIt() {
        WorkerCommand command = new WorkerCommand(new JavaRuntime(Path.of("/jdk"), 17, "17"), "x", 8 * GIGABYTE, 2);
        assertThat(command.worker(2, 40, "/tmp/x", Optional.empty(), DumpFolder.Options.NONE, List.of("-Xmx40m")))
                .contains("-XX:InitialRAMPercentage=0.7813")
                .noneMatch(option -> option.startsWith("-Xms")); // with a smaller -Xmx from elsewhere no JVM starts
        for (String said : List.of("-Xms200m", "-Xmn100m", "-XX:NewSize=100m", "-XX:InitialRAMPercentage=5")) {
            assertThat(command.worker(2, 40, "/tmp/x", Optional.empty(), DumpFolder.Options.NONE, List.of(said)))
                    .as(said)
                    .doesNotContain("-XX:InitialRAMPercentage=0.7813");
        }
    }

    @Test
    void lettingWorkersShareArchivesIsTheUsersToUndo() {
        List<String> arguments = new WorkerCommand(new JavaRuntime(Path.of("/jdk"), 17, "17"), "x", GIGABYTE, 2)
                .worker(
                        2,
                        40,
                        "/tmp/x",
                        Optional.empty(),
                        DumpFolder.Options.NONE,
                        List.of("-XX:ArchiveRelocationMode=1"));
        assertThat(arguments)
                .containsSubsequence(
                        "-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0", "-XX:ArchiveRelocationMode=1");
    }

    @Test
    void givesOptionsOnlyToJdksThatKnowThem() {
        WorkerCommand old = new WorkerCommand(new JavaRuntime(Path.of("/jdk"), 17, "17"), "x", GIGABYTE, 2);
        WorkerCommand fresh = new WorkerCommand(new JavaRuntime(Path.of("/jdk"), 25, "25"), "x", GIGABYTE, 2);
        assertThat(old.worker(1, 40, "/tmp/x", Optional.empty(), DumpFolder.Options.NONE, List.of()))
                .noneMatch(option -> option.startsWith("--sun-misc-unsafe")
                        || option.contains("internal.reflect")
                        || option.contains("TrimNativeHeap"));
        assertThat(fresh.worker(1, 40, "/tmp/x", Optional.empty(), DumpFolder.Options.NONE, List.of()))
                .contains(
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TrimNativeHeapInterval=10000",
                        "--add-opens=java.base/jdk.internal.reflect=ALL-UNNAMED");
    }

    @Test
    void compilesLittleWhileAnArchiveIsMadeUnlessItHoldsProfiles() {
        for (int feature : List.of(17, 25)) {
            JavaRuntime java = new JavaRuntime(Path.of("/jdk"), feature, "" + feature);
            List<String> arguments = new WorkerCommand(java, "x", GIGABYTE, 2)
                    .train(new ClassArchive(Path.of("/a"), feature), "/a.1", "/a.1.work");
            assertThat(arguments.contains("-XX:TieredStopAtLevel=1")).isEqualTo(feature == 17);
        }
    }

    @Test
    void putsTheUsersOptionsLast() {
        WorkerCommand command = new WorkerCommand(new JavaRuntime(Path.of("/jdk"), 17, "17"), "x", GIGABYTE, 2);
        List<String> arguments = command.worker(
                1, 40, "/tmp/x", Optional.empty(), DumpFolder.Options.NONE, List.of("-Djava.io.tmpdir=/mine"));
        assertThat(arguments.indexOf("-Djava.io.tmpdir=/mine"))
                .isGreaterThan(arguments.indexOf("-Djava.io.tmpdir=/tmp/x"));
    }

    @Test
    void readsTheVersionOfAJdkFromItsReleaseFile() throws IOException {
        file("jdk/bin/java", "");
        Files.setPosixFilePermissions(root.resolve("jdk/bin/java"), PosixFilePermissions.fromString("rwx------"));
        file("jdk/release", "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"21.0.4\"\n");
        assertThat(JavaRuntime.at(root.resolve("jdk")).feature()).isEqualTo(21);
        file("jdk/release", "JAVA_VERSION=\"11.0.2\"\n");
        assertThatThrownBy(() -> JavaRuntime.at(root.resolve("jdk")))
                .hasMessage("it is Java 11.0.2; workers need 17 or newer");
        assertThatThrownBy(() -> JavaRuntime.at(root))
                .hasMessage("there is no executable bin/java below it; name the folder of a JDK or JRE");
    }
}
