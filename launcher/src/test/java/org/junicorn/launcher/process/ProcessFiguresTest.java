package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFiguresTest {
    @Test
    void readsWhatTheKernelSaysOfAProcessWhateverItsNameIs(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("stat"),
                "812 (java) 1 (x)) S 1 812 812 0 -1 4194560 900 0 3 0 150 25 7 9 20 0 30 0 4711 1 2 3");
        Files.writeString(folder.resolve("status"), "Name:\tjava\nVmHWM:\t 9 kB\nVmRSS:\t   70000 kB\n");
        assertThat(ProcessFigures.read(folder)).contains(new ProcessFigures(70_000L * 1024, Duration.ofMillis(1_750)));
    }

    @Test
    void readsThisProcess() {
        long pid = ProcessHandle.current().pid();
        ProcessFigures own = ProcessFigures.of(pid).orElseThrow();
        assertThat(own.rss()).isBetween(10L << 20, 100L << 30);
        assertThat(own.cpu()).isPositive();
        assertThat(ProcessFigures.proportional(pid).orElseThrow()).isBetween(5L << 20, own.rss() + (200L << 20));
    }

    @Test
    void knowsNothingOfAProcessThatIsGone() {
        assertThat(ProcessFigures.of(Integer.MAX_VALUE)).isEmpty();
        assertThat(ProcessFigures.proportional(Integer.MAX_VALUE)).isEmpty();
    }
}
