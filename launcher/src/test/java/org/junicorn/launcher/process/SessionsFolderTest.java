package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsFolderTest {
    private static final Privileges NONE = new Privileges(Optional.empty(), Optional.empty());

    @TempDir
    private Path root;

    @Test
    void isSharedWithASupervisorThatTakesTheServersPlace() throws Exception {
        WorkDir workDir = WorkDir.open(root, NONE);
        Path folder = Files.createDirectories(root.resolve("sessions/0123"));
        Path store = Files.writeString(folder.resolve("ROOT.mdb"), "sessions");
        try (SessionsFolder joined = SessionsFolder.join(workDir, folder).orElseThrow()) {
            assertThat(joined.path()).isEqualTo(folder);
            assertThat(isFreeForAnother(folder.resolve("lock"))).isFalse();
            assertThat(store).hasContent("sessions");
        }
        assertThat(isFreeForAnother(folder.resolve("lock"))).isTrue();
    }

    @Test
    void isNotSharedWhenTheWorkDirectoryIsAnotherOneNow(@TempDir Path other) throws Exception {
        assertThat(SessionsFolder.join(WorkDir.open(root, NONE), other.resolve("sessions/0123")))
                .isEmpty();
    }

    /** Asks from another process: to look at a lock of this one would end it. */
    private static boolean isFreeForAnother(Path lock) throws IOException, InterruptedException {
        String script = "import fcntl, sys\n"
                + "f = open(sys.argv[1], 'r+')\n"
                + "try: fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
                + "except OSError: sys.exit(1)\n";
        Process process = new ProcessBuilder("python3", "-c", script, lock.toString())
                .inheritIO()
                .start();
        return process.waitFor() == 0;
    }
}
