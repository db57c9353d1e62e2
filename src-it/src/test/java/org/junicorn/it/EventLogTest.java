package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    @TempDir
    Path folder;

    @Test
    void anEventHasNameLevelAndFields() {
        LogEvent event = LogEvent.parse("2026-11-21T02:15:42.123Z INFO  worker.ready slot=1 pid=812 after=0.412s")
                .orElseThrow();
        assertThat(event.name()).isEqualTo("worker.ready");
        assertThat(event.level()).isEqualTo("INFO");
        assertThat(event.number("pid")).isEqualTo(812);
        assertThat(event.duration("after")).isEqualTo(Duration.ofMillis(412));
    }

    @Test
    void quotedValuesKeepBlanksQuotesAndLineBreaks() {
        LogEvent event = LogEvent.parse(
                        "2026-11-21T02:15:42.123Z WARN  reload.failed reason=\"a \\\"b\\\"\\nc\\\\\" x=1")
                .orElseThrow();
        assertThat(event.field("reason")).isEqualTo("a \"b\"\nc\\");
        assertThat(event.field("x")).isEqualTo("1");
    }

    @Test
    void aValueCanBeAWholeThreadStack() {
        String stack = "at a.B.c(B.java:1)\\n\\tat \\\"x\\\"".repeat(5000);
        LogEvent event = LogEvent.parse("2026-11-21T02:15:42.123Z WARN  request.stuck stack=\"" + stack + "\" slot=3")
                .orElseThrow();
        assertThat(event.number("slot")).isEqualTo(3);
        assertThat(event.field("stack")).startsWith("at a.B.c(B.java:1)\n\tat \"x\"");
    }

    @Test
    void anEventWithoutFieldsIsOne() {
        assertThat(LogEvent.parse("2026-11-21T02:15:42Z ERROR supervisor.stopped"))
                .isPresent();
    }

    @Test
    void theApplicationsOwnLinesAreNoEvents() {
        assertThat(LogEvent.parse("Full thread dump OpenJDK 64-Bit Server VM")).isEmpty();
    }

    @Test
    void aLineCountsOnlyWhenItIsComplete() throws IOException {
        Path file = folder.resolve("log");
        EventLog log = new EventLog(file, () -> true);
        assertThat(log.lines()).isEmpty();
        Files.writeString(file, "one\ntw");
        assertThat(log.lines()).containsExactly("one");
        Files.writeString(file, "o\n", StandardOpenOption.APPEND);
        assertThat(log.lines()).containsExactly("one", "two");
    }

    @Test
    void waitingEndsWhenNobodyIsLeftToWrite() throws IOException {
        Path file = folder.resolve("log");
        Files.writeString(file, "nothing\n");
        EventLog log = new EventLog(file, () -> false);
        assertThatThrownBy(() -> log.await("server.ready"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the server ended before it logged server.ready");
    }
}
