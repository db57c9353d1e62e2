package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {

    @TempDir
    Path cwd;

    @Test
    void aReloadReadsTheFileAgainUnderTheSameCommandLineAndEnvironment() throws SettingsException {
        Sandbox sandbox = new Sandbox(cwd)
                .env("JUNICORN_BACKLOG", "10")
                .file("junicorn.json", "{\"workers\": 2, \"timeout\": 5, \"backlog\": 20}");
        LoadedSettings before = sandbox.load("-t", "9");
        sandbox.file(
                "junicorn.json",
                "{\"workers\": 3, \"timeout\": 6, \"backlog\": 30, \"keepalive\": 1, \"boot_timeout\": 300}");
        LoadedSettings after = before.reload();
        assertThat(after.text("workers")).isEqualTo("3");
        assertThat(after.text("timeout")).isEqualTo("9");
        assertThat(after.text("backlog")).isEqualTo("10");
        assertThat(after.changedSince(before)).containsExactly("keepalive", "workers");
        assertThat(before.text("workers")).isEqualTo("2");
    }

    @Test
    void aFileThatAppearsIsReadAndOneThatVanishesIsForgotten() throws Exception {
        Sandbox sandbox = new Sandbox(cwd);
        LoadedSettings without = sandbox.load();
        sandbox.file("junicorn.properties", "workers=7");
        LoadedSettings with = without.reload();
        assertThat(with.text("workers")).isEqualTo("7");
        java.nio.file.Files.delete(cwd.resolve("junicorn.properties"));
        assertThat(with.reload().text("workers")).isEqualTo("1");
    }

    @Test
    void aBrokenFileIsRefusedAndLeavesTheSettingsAlone() {
        Sandbox sandbox = new Sandbox(cwd).file("junicorn.json", "{\"workers\": 2}");
        LoadedSettings before = sandbox.load();
        sandbox.file("junicorn.json", "{\"workers\": 0}");
        assertThatThrownBy(before::reload)
                .hasMessage("workers = \"0\" (junicorn.json): not a whole number from 1 to 1024, nor MIN:MAX of them");
        assertThat(before.settings().workers().workers()).isEqualTo(WorkerCount.of(2));
    }

    @Test
    void anUnknownKeyIsAMistakeOfTheCaller() {
        LoadedSettings loaded = new Sandbox(cwd).load();
        assertThatThrownBy(() -> loaded.text("wrokers"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no setting wrokers");
    }
}
