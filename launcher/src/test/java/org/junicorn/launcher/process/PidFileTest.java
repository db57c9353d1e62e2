package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junicorn.launcher.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    private Path folder;

    @Test
    void holdsTheProcessIdUntilItIsClosed() throws Exception {
        Path file = folder.resolve("server.pid");
        try (PidFile taken = PidFile.take(file)) {
            assertThat(taken).isNotNull();
            assertThat(Files.readString(file)).isEqualTo(ProcessHandle.current().pid() + "\n");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void replacesTheFileOfAProcessThatIsGone() throws Exception {
        Path file = folder.resolve("server.pid");
        Files.writeString(file, "999999999\n");
        try (PidFile taken = PidFile.take(file)) {
            assertThat(taken).isNotNull();
            assertThat(Files.readString(file)).isEqualTo(ProcessHandle.current().pid() + "\n");
        }
    }

    @Test
    void refusesTheFileOfALiveProcessAndLeavesItAlone() throws Exception {
        Path file = folder.resolve("server.pid");
        Files.writeString(file, "1\n");
        assertThatThrownBy(() -> PidFile.take(file))
                .isInstanceOf(Refusal.class)
                .hasMessage("pidfile = \"" + file + "\" names the live process 1: another instance is running; stop it,"
                        + " choose another pidfile, or remove the file if that process is something else")
                .extracting(e -> ((Refusal) e).code())
                .isEqualTo(ExitCode.PIDFILE);
        assertThat(Files.readString(file)).isEqualTo("1\n");
    }

    @Test
    void doesNotRemoveAFileThatAnotherInstanceHasTakenOver() throws Exception {
        Path file = folder.resolve("server.pid");
        PidFile taken = PidFile.take(file);
        Files.writeString(file, "1\n");
        taken.close();
        assertThat(file).exists();
    }

    @Test
    void standsBesideTheOldOnesUntilItIsClaimed() throws Exception {
        Path file = folder.resolve("server.pid");
        Path beside = folder.resolve("server.pid.2");
        Files.writeString(file, "1\n");
        try (PidFile waiting = PidFile.waiting(file)) {
            assertThat(Files.readString(file)).isEqualTo("1\n");
            assertThat(Files.readString(beside))
                    .isEqualTo(ProcessHandle.current().pid() + "\n");
            waiting.claim();
            assertThat(beside).doesNotExist();
            assertThat(Files.readString(file)).isEqualTo(ProcessHandle.current().pid() + "\n");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void leavesTheOldOnesAloneIfItWasNeverClaimed() throws Exception {
        Path file = folder.resolve("server.pid");
        Files.writeString(file, "1\n");
        PidFile.waiting(file).close();
        assertThat(folder).isDirectoryNotContaining(each -> !each.equals(file));
        assertThat(Files.readString(file)).isEqualTo("1\n");
    }

    @Test
    void canBeClaimedBackFromASuccessorThatIsGone() throws Exception {
        Path file = folder.resolve("server.pid");
        try (PidFile own = PidFile.take(file)) {
            Files.writeString(file, "999999999\n");
            own.claim();
            assertThat(Files.readString(file)).isEqualTo(ProcessHandle.current().pid() + "\n");
        }
    }
}
