package org.junicorn.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.config.SettingsException;
import org.junicorn.launcher.config.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    @TempDir
    Path folder;

    private Settings settings(String... options) {
        List<String> all = new ArrayList<>(
                List.of("demo.Hello", "--errorlog", folder.resolve("error.log").toString()));
        all.addAll(List.of(options));
        try {
            return new SettingsLoader().load(all, Map.of(), folder).settings();
        } catch (SettingsException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("error.log"));
    }

    @Test
    void levelsThatAreChangedAtRunTimeCountUntilTheNextReload() throws IOException {
        Settings settings = settings();
        try (Logs logs = Logs.open(settings)) {
            logs.events().debug("a.b");
            logs.events().levels().set("root", EventLog.Level.WARNING);
            logs.events().levels().set("a", EventLog.Level.DEBUG);
            logs.events().debug("a.c");
            logs.events().info("d");
            assertThat(errors()).doesNotContain(" a.b\n", " d\n").contains("DEBUG    a.c\n");
            logs.reread(settings);
            logs.apply(settings);
            logs.events().debug("a.e");
            logs.events().info("f");
            assertThat(errors()).doesNotContain(" a.e\n").contains(" f\n");
            assertThat(logs.levels(settings)).isEqualTo(Map.of("root", EventLog.Level.INFO));
        }
    }

    @Test
    void eventsGoToEachDestinationInItsFormatFromItsLevelOn() throws IOException {
        Path config = Files.writeString(
                folder.resolve("logging.json"),
                "{\"levels\": {\"x\": \"error\"}, \"destinations\": [{\"to\": \"errorlog\", \"level\": \"warning\"},"
                        + " {\"to\": \"all.json\", \"format\": \"json\"}]}");
        try (Logs logs = Logs.open(settings("--logconfig", config.toString()))) {
            logs.events().info("one");
            logs.events().warning("two");
            logs.events().warning("x.three");
            Path all = folder.resolve("all.json");
            Files.move(all, folder.resolve("all.1"));
            logs.reopen();
            logs.events().warning("four");
            assertThat(errors()).doesNotContain(" one", "three").contains(" two\n", " four\n");
            assertThat(Files.readString(folder.resolve("all.1")))
                    .contains("\"event\":\"one\"", "\"event\":\"two\"")
                    .doesNotContain("three", "four");
            assertThat(Files.readString(all)).contains("\"event\":\"four\"");
        }
    }

    @Test
    void aDestinationThatCannotBeOpenedIsNamedAndLeavesAllAsItWas() throws IOException {
        Path config = folder.resolve("logging.json");
        Files.writeString(config, "{\"destinations\": [{\"to\": \"missing/a.log\"}]}");
        String fault = "the destination " + folder.resolve("missing/a.log") + " cannot be opened: ";
        assertThatThrownBy(() -> Logs.open(settings("--logconfig", config.toString())))
                .isInstanceOf(BrokenLogConfigException.class)
                .hasMessageStartingWith(fault);
        Settings settings = settings("--logconfig", config.toString());
        Files.writeString(config, "{}");
        try (Logs logs = Logs.open(settings)) {
            Files.writeString(config, "{\"destinations\": [{\"to\": \"missing/a.log\"}]}");
            logs.reread(settings);
            logs.apply(settings);
            logs.events().info("still");
            assertThat(errors()).contains(" logs.unchanged reason=\"" + fault).contains(" still\n");
        }
    }
}
