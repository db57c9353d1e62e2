package org.junicorn.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    @TempDir
    private Path folder;

    private Path path;
    private LogFile file;
    private EventLog log;

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("error.log");
        file = LogFile.open(path);
        log = new EventLog(file, EventLog.Level.INFO);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(path);
    }

    @Test
    void writesOneLineWithANameAndFields() throws IOException {
        log.info("worker.ready", EventLog.fields("slot", 2, "pid", 812), "after", Duration.ofMillis(1412));
        assertThat(lines())
                .singleElement()
                .asString()
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z INFO     worker.ready slot=2 pid=812 after=1.412s");
    }

    @Test
    void quotesValuesSoThatNoLineCanBeForged() throws IOException {
        log.info("request.stuck", "path", "/a b\"\\\n2026 INFO fake\u001b\u009b\u2028", "empty", "");
        assertThat(lines())
                .singleElement()
                .asString()
                .endsWith("request.stuck path=\"/a b\\\"\\\\\\n2026 INFO fake\\x1b\\x9b\\u2028\"");
    }

    @Test
    void leavesOutWhatIsBelowTheLevelAndLetsItBeChanged() throws IOException {
        log.debug("a");
        log.levels().set(Levels.ROOT, EventLog.Level.DEBUG);
        log.debug("b");
        log.levels().set(Levels.ROOT, EventLog.Level.ERROR);
        log.warning("c");
        log.at("error", "d");
        assertThat(lines()).hasSize(2).allMatch(line -> line.endsWith(" b") || line.endsWith(" d"));
    }

    @Test
    void writesToTheNewFileAfterARotation() throws IOException {
        log.info("before");
        Files.move(path, folder.resolve("error.log.1"));
        log.info("between");
        file.reopen();
        log.info("after");
        assertThat(Files.readString(folder.resolve("error.log.1"))).contains(" before", " between");
        assertThat(lines()).singleElement().asString().endsWith(" after");
    }

    @Test
    void tellsListenersOfEventsBelowTheLevelToo() {
        EventLog log = new EventLog(LogFile.nowhere(), EventLog.Level.ERROR);
        List<EventLog.Entry> heard = new ArrayList<>();
        log.addListener(heard::add);
        log.info("worker.ready", EventLog.fields("slot", 2), "after", Duration.ofMillis(1500), "hint", "");
        assertThat(heard).singleElement().satisfies(entry -> {
            assertThat(entry.level()).isEqualTo(EventLog.Level.INFO);
            assertThat(entry.name()).isEqualTo("worker.ready");
            assertThat(entry.fields()).containsExactly(Map.entry("slot", "2"), Map.entry("after", "1.500s"));
        });
    }
}
