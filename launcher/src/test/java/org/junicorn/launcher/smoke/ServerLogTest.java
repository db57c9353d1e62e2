package org.junicorn.launcher.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
    private static final String LISTENING =
            "2026-11-21T13:22:45.862Z INFO     listening address=http://127.0.0.1:34035\n";
    private static final String READY =
            "2026-11-21T13:22:46.862Z INFO     server.ready workers=2 generation=1 after=1.000s\n";

    @TempDir
    Path folder;

    private ServerLog log(String text) throws IOException {
        return new ServerLog(Files.writeString(folder.resolve("log"), text));
    }

    @Test
    void itIsReadyWhenItSaysSo() throws IOException {
        assertThat(log("").ready()).isEmpty();
        assertThat(log(LISTENING).ready()).isEmpty();
        assertThat(log("the application said\n" + LISTENING + READY).ready())
                .contains(new ServerLog.Ready("http://127.0.0.1:34035", 2));
    }

    @Test
    void anApplicationThatSpeaksOfReadinessIsNotBelieved() throws IOException {
        assertThat(log(LISTENING + "server.ready workers=1\nINFO server.ready workers=1\n")
                        .ready())
                .isEmpty();
    }

    @Test
    void ofALongLogTheEndIsShown() throws IOException {
        String lines = IntStream.rangeClosed(1, 500).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        assertThat(log(lines).end()).startsWith("… 100 lines before …\n101\n").endsWith("\n500\n");
        assertThat(log("short\n").end()).isEqualTo("short\n");
    }
}
