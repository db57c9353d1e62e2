package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnJarTest {
    @TempDir
    private Path folder;

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void isTheOneThatThisProcessWasStartedFromAlsoWhenAnotherOneHasTakenItsPlace() throws IOException {
        Path jar = write("launcher.jar", "old");
        try (RunFolder run = RunFolder.create(folder.resolve("run"), true);
                OwnJar own = OwnJar.keep(jar, run)) {
            assertThat(own.path()).isEqualTo(jar);
            Files.move(write("new.jar", "new"), jar, StandardCopyOption.REPLACE_EXISTING);
            Path kept = own.path();
            assertThat(kept).isNotEqualTo(jar).hasContent("old");
            assertThat(own.path()).isEqualTo(kept);
            Files.delete(jar);
            assertThat(own.path()).isEqualTo(kept);
        }
        assertThat(folder.resolve("run")).isEmptyDirectory();
    }

    @Test
    void mayBeAFolderOfClasses() throws IOException {
        try (RunFolder run = RunFolder.create(folder.resolve("run"), true);
                OwnJar own = OwnJar.keep(folder, run)) {
            assertThat(own.path()).isEqualTo(folder);
        }
    }
}
