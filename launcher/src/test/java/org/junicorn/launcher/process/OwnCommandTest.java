package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeAProgram() throws IOException {
        Path program =
                Files.createFile(Files.createDirectory(folder.resolve("bin")).resolve("java"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.createFile(folder.resolve("java"));
    }

    @Test
    void isTheCommandLineOfThisProcess() throws IOException {
        OwnCommand own = OwnCommand.read(folder);
        assertThat(own.argv()).hasSizeGreaterThan(1).noneMatch(word -> word.contains("\0"));
        assertThat(Path.of(own.file())).isExecutable();
        assertThat(own.folder()).isEqualTo(folder);
    }

    @Test
    void findsTheProgramByTheNameThatWasTyped() {
        String expected = folder.resolve("bin/java").toString();
        assertThat(OwnCommand.program(expected, "", folder)).contains(expected);
        assertThat(OwnCommand.program("bin/java", "", folder)).contains(expected);
        assertThat(OwnCommand.program("java", folder + ":/no/such::" + folder.resolve("bin"), folder))
                .as("the first one cannot be executed")
                .contains(expected);
        assertThat(OwnCommand.program("java", "/no/such", folder)).isEmpty();
        assertThat(OwnCommand.program("bin", folder.toString(), folder))
                .as("a folder")
                .isEmpty();
    }

    @Test
    void startsWhereTheShellSaysThisProcessWasStarted() throws IOException {
        Path cwd = Path.of("").toAbsolutePath();
        Path link = Files.createSymbolicLink(folder.resolve("current"), cwd);
        assertThat(OwnCommand.startFolder(Map.of("PWD", link.toString()))).isEqualTo(link);
        assertThat(OwnCommand.startFolder(Map.of("PWD", folder.toString()))).isEqualTo(cwd);
        assertThat(OwnCommand.startFolder(Map.of("PWD", "/no/such"))).isEqualTo(cwd);
        assertThat(OwnCommand.startFolder(Map.of())).isEqualTo(cwd);
    }
}
