package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.Questions;
import org.junicorn.launcher.config.ControlSettings;
import org.junicorn.launcher.config.PrintConfig;
import org.junicorn.launcher.control.Instance;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junicorn.launcher.supervisor.Operations;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
    /** A file system on which nobody makes sockets. */
    private static final Path IMPOSSIBLE = Path.of("/proc/self/control.sock");

    @TempDir
    private Path folder;

    private Control open(Optional<Path> asked, boolean disabled, Path byDefault, EventLog.Level level)
            throws Exception {
        return Control.open(
                new ControlSettings(asked, 0600, disabled),
                byDefault,
                new Nobody(),
                new Operations(new LinkedBlockingQueue<>()),
                new EventLog(LogFile.open(folder.resolve("log")), level));
    }

    @Test
    void oneThatNobodyHasAskedForIsLeftOutWithoutAWord() throws Exception {
        try (Control control = open(Optional.empty(), false, IMPOSSIBLE, EventLog.Level.INFO)) {
            assertThat(control.path()).isEmpty();
        }
        assertThat(folder.resolve("log")).isEmptyFile();
        open(Optional.empty(), false, IMPOSSIBLE, EventLog.Level.DEBUG).close();
        assertThat(Files.readString(folder.resolve("log"))).contains("control.none", IMPOSSIBLE.toString());
    }

    @Test
    void oneThatWasAskedForMustBePossible() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> open(Optional.of(IMPOSSIBLE), false, folder.resolve("c"), EventLog.Level.INFO))
                .withMessageStartingWith("control_socket = \"" + IMPOSSIBLE + "\" cannot be made: ")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ExitCode.BIND));
    }

    @Test
    void theOneThatIsNamedTakesThePlaceOfTheDefault() throws Exception {
        Path asked = folder.resolve("asked");
        Path byDefault = folder.resolve("default");
        try (Control control = open(Optional.of(asked), false, byDefault, EventLog.Level.INFO)) {
            assertThat(control.path()).contains(asked);
            assertThat(byDefault).doesNotExist();
        }
        assertThat(asked).doesNotExist();
        try (Control control = open(Optional.empty(), true, byDefault, EventLog.Level.INFO)) {
            assertThat(control.path()).isEmpty();
            assertThat(byDefault).doesNotExist();
        }
    }

    /** Is never asked. */
    private static final class Nobody implements Instance {
        private final Questions questions = new Questions();

        @Override
        public Map<String, Object> identity() {
            return Map.of();
        }

        @Override
        public Optional<List<PrintConfig.Line>> config(int generation) {
            return Optional.empty();
        }

        @Override
        public List<Map<String, Object>> listeners(int generation) {
            return List.of();
        }

        @Override
        public Map<String, Object> sessions(int generation) {
            return Map.of();
        }

        @Override
        public Map<String, Object> figures(WorkerStatus worker) {
            return Map.of();
        }

        @Override
        public Map<String, Object> totals() {
            return Map.of();
        }

        @Override
        public String outputOfWorkers() {
            return "";
        }

        @Override
        public Questions questions() {
            return questions;
        }
    }
}
