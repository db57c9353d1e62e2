package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalMachineTest {

    private final Machine machine = Machine.local();

    @Test
    void theJdkOfThisProcessSaysItsVersionInItsFolder() {
        assertThat(machine.featureOf(Path.of(System.getProperty("java.home")))).hasValue(machine.feature());
    }

    @Test
    void aFolderWithoutAReadableVersionSaysNothing(@TempDir Path folder) throws IOException {
        assertThat(machine.featureOf(folder)).isEmpty();
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"new\"\n");
        assertThat(machine.featureOf(folder)).isEmpty();
    }

    @Test
    void thisProcessIsRootIfItsFilesBelongToUserZero(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("mine"));
        assertThat(machine.root())
                .isEqualTo(Files.getAttribute(file, "unix:uid").equals(0));
    }
}
