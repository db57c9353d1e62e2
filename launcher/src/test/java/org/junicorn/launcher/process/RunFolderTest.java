package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path base;

    @Test
    void isPrivateAndLeavesNothingBehind() throws IOException {
        try (RunFolder folder = RunFolder.create(base, true)) {
            Path temp = folder.tempDir(7);
            Files.writeString(temp.resolve("upload"), "x");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp)))
                    .isEqualTo("rwx------");
            assertThat(folder.scoreboardFile()).exists().startsWith(base);
        }
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void keepsTheScoreboardInMemoryUnlessAFolderWasChosen() throws IOException {
        Path file;
        try (RunFolder folder = RunFolder.create(base, false)) {
            file = folder.scoreboardFile();
            assertThat(file).startsWith(Path.of("/dev/shm"));
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void removesWhatAKilledSupervisorHasLeft() throws IOException {
        Path left = Files.createDirectories(base.resolve("junicorn-12345-abc/worker-1"));
        Files.writeString(left.getParent().resolve("lock"), "");
        Files.writeString(base.resolve("of-somebody-else"), "");
        try (RunFolder folder = RunFolder.create(base, true)) {
            assertThat(left.getParent()).doesNotExist();
            assertThat(base.resolve("of-somebody-else")).exists();
            assertThat(folder.scoreboardFile()).exists();
        }
    }
}
