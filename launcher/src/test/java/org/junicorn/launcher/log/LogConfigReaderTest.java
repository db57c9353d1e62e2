package org.junicorn.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.log.EventLog.Level;
import org.junicorn.launcher.log.LogConfig.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogConfigReaderTest {
    @TempDir
    Path folder;

    private LogConfig read(String text) throws IOException {
        return LogConfigReader.read(Files.writeString(folder.resolve("logging.json"), text));
    }

    private void assertFault(String text, String fault) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(BrokenLogConfigException.class)
                .hasMessage(folder.resolve("logging.json") + fault);
    }

    @Test
    void readsLevelsFormatAndDestinations() throws IOException {
        LogConfig config = read("""
                {
                  "$schema": "x", "comment": ["for", {"people": 1}],
                  "level": "warning",
                  "levels": {"io.undertow": "debug", "worker.exited": "critical"},
                  "format": "json",
                  "destinations": [{"to": "stderr", "format": "text", "level": "error"}, {"to": "sub/all.json"},
                                   {"to": "/var/log/x"}, {"to": "syslog"}]
                }
                """);
        assertThat(config)
                .isEqualTo(new LogConfig(
                        Optional.of(Level.WARNING),
                        Map.of("io.undertow", Level.DEBUG, "worker.exited", Level.CRITICAL),
                        Optional.of(Layout.JSON),
                        List.of(
                                new Target("stderr", Optional.of(Layout.TEXT), Level.ERROR),
                                new Target(folder.resolve("sub/all.json").toString(), Optional.empty(), Level.DEBUG),
                                new Target("/var/log/x", Optional.empty(), Level.DEBUG),
                                new Target("syslog", Optional.empty(), Level.DEBUG))));
        assertThat(read("{}")).isEqualTo(LogConfig.NONE);
    }

    @Test
    void aFaultNamesFileLineFoundAndExpected() {
        assertFault(
                "{\n \"level\": \"loud\"}",
                ", line 2: level = \"loud\" is no level; write debug, info, warning, error or" + " critical");
        assertFault(
                "{\n\n \"levle\": \"info\"}",
                ", line 3: unknown key \"levle\"; known are level, levels, format," + " destinations and comment");
        assertFault("{\"level\": 5}", ", line 1: level is 5; expected is a text in quotes");
        assertFault("{\"level\": \" \"}", ", line 1: level is empty");
        assertFault("{\"format\": \"xml\"}", ", line 1: format = \"xml\" is no format; write text or json");
        assertFault("[]", ", line 1: the file is [; expected is an object, {\"level\": \"info\"}");
        assertFault("", ", line 1: the file is nothing; expected is an object, {\"level\": \"info\"}");
        assertFault("{\"levels\": []}", ", line 1: levels is [; expected is an object, {\"io.undertow\": \"debug\"}");
        assertFault(
                "{\"destinations\": []}", ", line 1: destinations has none; leave it out to write to the error log");
        assertFault(
                "{\"destinations\": [\n{\"level\": \"info\"}]}",
                ", line 2: a destination without \"to\"; write stderr,"
                        + " stdout, errorlog, syslog or the path of a file");
        assertFault(
                "{\"destinations\": [{\"file\": \"x\"}]}",
                ", line 1: unknown key \"file\" of a destination; known are" + " to, format and level");
        assertFault(
                "{} x",
                ", line 1: not JSON: Unrecognized token 'x': was expecting (JSON String, Number, Array, Object"
                        + " or token 'null', 'true' or 'false')");
        assertFault("{} {}", ", line 1: something follows the object's closing }");
    }

    @Test
    void aMissingFileIsAFaultToo() {
        Path missing = folder.resolve("missing.json");
        assertThatThrownBy(() -> LogConfigReader.read(missing))
                .isInstanceOf(BrokenLogConfigException.class)
                .hasMessage(missing + " does not exist");
    }
}
