package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junicorn.container.security.LoginBoard;
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
    void hasAPrivateFolderForSocketsWhosePathsTheKernelTakesHoweverDeepItIsItself() throws IOException {
        Path deep = Files.createDirectories(base.resolve("d".repeat(60)).resolve("e".repeat(60)));
        for (Path at : new Path[] {base, deep}) {
            Path sockets;
            Path control;
            try (RunFolder folder = RunFolder.create(at, true)) {
                sockets = folder.sockets();
                assertThat(folder.all()).contains(sockets);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets)))
                        .isEqualTo("rwx------");
                assertThat(sockets.toString()).hasSizeLessThan(75);
                assertThat(sockets.startsWith(deep)).isFalse();
                assertThat(folder.controlSocket().toString())
                        .hasSizeLessThan(107)
                        .matches("/.*/junicorn-\\d+-[0-9a-f]+(-control)?/control\\.sock");
                control = folder.controlSocket();
            }
            assertThat(sockets).doesNotExist();
            assertThat(control.getParent()).doesNotExist();
        }
    }

    @Test
    void keepsACopyOfTheUsersForEachGenerationThatOnlyItsOwnerReads() throws IOException {
        Path users = Files.writeString(base.resolve("users.xml"), "<tomcat-users/>");
        try (RunFolder folder = RunFolder.create(base, true)) {
            Path copy = folder.copyUsers(users, 3);
            Files.writeString(users, "changed");
            assertThat(copy).hasContent("<tomcat-users/>");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                    .isEqualTo("rw-------");
            assertThat(folder.copyUsers(users, 3)).isEqualTo(copy).hasContent("changed");
            Path next = folder.copyUsers(users, 4);
            folder.removeUsers(3);
            folder.removeUsers(17);
            assertThat(copy).doesNotExist();
            assertThat(next).exists();
        }
        assertThat(base.toFile().list()).containsExactly("users.xml");
    }

    @Test
    void refusesAFileOfUsersThatIsFarTooLarge() throws IOException {
        Path users = base.resolve("users.xml");
        try (RandomAccessFile file = new RandomAccessFile(users.toFile(), "rw")) {
            file.setLength((16 << 20) + 1);
        }
        try (RunFolder folder = RunFolder.create(base, true)) {
            assertThatThrownBy(() -> folder.copyUsers(users, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessage("larger than 16777216 bytes");
        }
    }

    @Test
    void hasABoardOfLogInsThatOnlyItsOwnerReads() throws IOException {
        try (RunFolder folder = RunFolder.create(base, true)) {
            assertThat(LoginBoard.open(folder.loginBoard())).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.loginBoard())))
                    .isEqualTo("rw-------");
            assertThat(folder.all()).contains(folder.loginBoard());
        }
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
