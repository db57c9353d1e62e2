package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junicorn.launcher.config.LoadedSettings;
import org.junicorn.launcher.config.PrintConfig;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.config.SettingsException;
import org.junicorn.launcher.config.SettingsLoader;
import org.junicorn.launcher.config.WorkerCount;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastingTest {
    @TempDir
    private Path folder;

    private LoadedSettings settings(String... options) throws SettingsException {
        return new SettingsLoader().load(List.of(options), Map.of("JUNICORN_APP", "app.war"), folder);
    }

    private List<String> warnings(LoadedSettings first, LoadedSettings fresh) throws Exception {
        Path file = folder.resolve("log");
        EventLog log = new EventLog(LogFile.open(file), EventLog.Level.INFO);
        new Lasting(first).configured(fresh, log);
        return Files.readAllLines(file);
    }

    @Test
    void saysNothingOfSettingsThatApplyAtOnce() throws Exception {
        assertThat(warnings(settings(), settings("--workers", "7", "--name", "other", "--bind", "127.0.0.1:9")))
                .isEmpty();
    }

    @Test
    void warnsOfEachChangeThatNeedsARestart() throws Exception {
        assertThat(warnings(settings(), settings("--pid", "p", "--error-logfile", "e", "--backlog", "7")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith("setting.unchanged name=errorlog reason=\"its new value needs a restart\""),
                        line -> assertThat(line)
                                .endsWith("setting.unchanged name=pidfile reason=\"its new value needs a restart\""),
                        line -> assertThat(line)
                                .endsWith("setting.unchanged name=backlog reason=\"for addresses that are bound already"
                                        + " its new value needs a restart\""));
    }

    @Test
    void keepsTheOldValuesOfThemAndShowsThose() throws Exception {
        LoadedSettings first = settings("--work-dir", "one", "--umask", "022", "--control-socket", "ctl");
        Configured kept = new Lasting(first)
                .configured(
                        settings("--work-dir", "two", "--workers", "3"),
                        new EventLog(LogFile.open(folder.resolve("log")), EventLog.Level.INFO));
        Settings settings = kept.settings();
        assertThat(settings.server().workDir()).isEqualTo(folder.resolve("one"));
        assertThat(settings.server().umask()).contains(022);
        assertThat(settings.control().controlSocket()).contains(folder.resolve("ctl"));
        assertThat(settings.workers().workers()).isEqualTo(WorkerCount.of(3));
        assertThat(kept.lines())
                .extracting(PrintConfig.Line::toString)
                .contains("work_dir = one  # --work-dir, a new value needs a restart", "workers = 3  # --workers");
    }
}
