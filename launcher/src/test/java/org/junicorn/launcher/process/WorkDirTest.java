package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirTest {
    private static final Privileges NONE = new Privileges(Optional.empty(), Optional.empty());

    @TempDir
    private Path folder;

    @Test
    void isMadeForItsOwnerOnlyAndUsedAgain() throws Exception {
        WorkDir dir = WorkDir.open(folder.resolve("work"), NONE);
        assertThat(dir.apps()).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.root())))
                .isEqualTo("rwx------");
        assertThat(WorkDir.open(dir.root(), NONE)).isEqualTo(dir);
    }

    @Test
    void mayBeMadeWhereEverybodyMayWrite() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path root = folder.resolve("work");
        WorkDir.open(root, NONE);
        assertThat(WorkDir.open(root, NONE).root()).isEqualTo(root);
    }

    @Test
    void isRefusedIfItIsAFile() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> WorkDir.open(file, NONE))
                .hasMessage("work_dir = \"" + file + "\" cannot be used: " + file
                        + " is not a folder; choose a folder that this user may write to with --work-dir")
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ExitCode.WORK_DIR));
    }
}
