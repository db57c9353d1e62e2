package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.config.DumpSettings;
import org.junicorn.launcher.config.ServerSettings;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpFolderTest {
    private static final long SMALL = 1 << 20;

    @TempDir
    private Path root;

    private Path file;
    private EventLog log;

    @BeforeEach
    void openLog() throws IOException {
        file = root.resolve("log");
        log = new EventLog(LogFile.open(file), EventLog.Level.INFO);
    }

    private DumpFolder folder(DumpSettings settings) {
        ServerSettings server = new ServerSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                root,
                "x",
                false);
        return new DumpFolder(settings, new WorkDir(root), server, log);
    }

    @Test
    void putsCrashReportsIntoAPrivateFolderAndNothingElseUnasked() throws IOException {
        List<String> options = folder(new DumpSettings(Optional.empty(), false, false, 3))
                .options(1, 7)
                .within(SMALL);
        Path dumps = root.resolve("dumps");
        assertThat(options)
                .containsExactly(
                        "-XX:ErrorFile=" + dumps + "/hs_err_pid%p.log",
                        "-XX:ReplayDataFile=" + dumps + "/replay_pid%p.log");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dumps)))
                .isEqualTo("rwx------");
    }

    @Test
    void asksForAHeapDumpOnlyIfTheDiskHasRoomForIt() throws IOException {
        DumpFolder folder = folder(new DumpSettings(Optional.of(root.resolve("d")), true, false, 3));
        assertThat(folder.options(2, 7).within(SMALL))
                .contains("-XX:+HeapDumpOnOutOfMemoryError")
                .anyMatch(option -> option.startsWith("-XX:HeapDumpPath=" + root.resolve("d/heap-slot2-worker7-")));
        assertThat(folder.options(2, 8).within(Long.MAX_VALUE)).doesNotContain("-XX:+HeapDumpOnOutOfMemoryError");
        assertThat(Files.readString(file)).contains("dumps.no_heap_dump").contains("the disk has room for");
    }

    @Test
    void removesTheOldestOfEachKindAndNothingThatIsNotOurs() throws IOException {
        Path dumps = Files.createDirectory(root.resolve("d"));
        for (int i = 1; i <= 5; i++) {
            Files.setLastModifiedTime(
                    Files.createFile(dumps.resolve("hs_err_pid" + i + ".log")), FileTime.fromMillis(i * 1000));
            Files.setLastModifiedTime(
                    Files.createFile(dumps.resolve("heap-slot1-worker" + i + "-1.hprof")),
                    FileTime.fromMillis(i * 1000));
        }
        Files.createFile(dumps.resolve("notes.txt"));
        folder(new DumpSettings(Optional.of(dumps), false, false, 2)).options(1, 9);
        try (var files = Files.list(dumps)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "hs_err_pid4.log",
                            "hs_err_pid5.log",
                            "heap-slot1-worker4-1.hprof",
                            "heap-slot1-worker5-1.hprof",
                            "notes.txt");
        }
    }

    @Test
    void startsWorkersAlsoWithoutAFolder() throws IOException {
        Path taken = Files.createFile(root.resolve("taken"));
        assertThat(folder(new DumpSettings(Optional.of(taken), true, true, 3))
                        .options(1, 7)
                        .within(SMALL))
                .isEmpty();
        assertThat(Files.readString(file)).contains("dumps.not_possible");
    }
}
