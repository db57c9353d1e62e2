package org.junicorn.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
    private static final String NASTY = "a \"b\" \\ \n\r\t\u001b\u2028\ud83d\ude00 \u00e9";

    @Test
    void jsonIsOneObjectWithWhatTheTextHas() throws IOException {
        EventLog.Entry entry = EventLog.entry(
                EventLog.Level.WARNING, "worker.exited", "slot", 2, "pid", 812, "exit", "007", "reason", NASTY);
        String line = Layout.JSON.format(entry);
        assertThat(line).endsWith("}\n");
        assertThat(line.trim()).doesNotContain("\n", "\u001b", "\u2028");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.get("time").asText()).isEqualTo(entry.time().toString());
        assertThat(json.get("level").asText()).isEqualTo("WARNING");
        assertThat(json.get("event").asText()).isEqualTo("worker.exited");
        assertThat(json.get("slot").isInt()).isTrue();
        assertThat(json.get("pid").asInt()).isEqualTo(812);
        assertThat(json.get("exit").asText()).isEqualTo("007");
        assertThat(json.get("reason").asText()).isEqualTo(NASTY);
    }

    @Test
    void aStackTraceFollowsItsLineInText() {
        EventLog.Entry entry = EventLog.entry(
                EventLog.Level.ERROR, "worker.log", "message", "no", "thrown", "X: \u001b\n\tat a.B.c(B.java:1)\n");
        assertThat(Layout.TEXT.format(entry))
                .isEqualTo(entry.time() + " ERROR    worker.log message=no\n  | X: \\x1b\n  | \tat a.B.c(B.java:1)\n");
    }

    @Test
    void whatALineOfALibrarySaysIsWrittenWithItsProcess(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("error.log");
        EventLog log = new EventLog(LogFile.open(file), EventLog.Level.ERROR);
        log.of(
                new LibraryLine("INFO", 7, "org.xnio", "/shop", "request-1", "hello you", ""),
                EventLog.fields("slot", 1, "generation", 3));
        assertThat(Files.readAllLines(file))
                .singleElement()
                .asString()
                .endsWith(" INFO     worker.log slot=1 generation=3 pid=7 app=/shop logger=org.xnio thread=request-1"
                        + " message=\"hello you\"");
    }

    @Test
    void outputBelowAnEventIsJsonToo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("error.log");
        LogFile to = LogFile.open(file);
        EventLog log = new EventLog(to, EventLog.Level.INFO);
        log.lines("reload.failed", List.of("one"));
        log.destinations(List.of(new Destination.ToFile(to, Layout.JSON, EventLog.Level.DEBUG)));
        log.lines("reload.failed", List.of("two"));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).isEqualTo("  reload.failed | one");
        assertThat(new ObjectMapper().readTree(lines.get(1)).get("line").asText())
                .isEqualTo("two");
    }
}
