package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
    @TempDir
    private Path folder;

    @Test
    void isWhatTheProgramPrintsOnBothWays() throws Exception {
        assertThat(Output.of(List.of("sh", "-c", "echo one; echo two >&2"), folder))
                .isEqualTo("one\ntwo\n");
    }

    @Test
    void aProgramThatFailsIsShownWithWhatItPrinted() {
        assertThatThrownBy(() -> Output.of(List.of("sh", "-c", "echo sorry; exit 3"), folder))
                .isInstanceOf(IOException.class)
                .hasMessage("sh ended with 3: sh -c echo sorry; exit 3\nsorry\n");
    }

    @Test
    void aProgramThatDoesNotEndIsEnded() {
        assertThatThrownBy(() -> Output.of(List.of("sleep", "600"), folder, Duration.ofMillis(50)))
                .isInstanceOf(IOException.class)
                .hasMessage("sleep does not end in 0 s: sleep 600\n");
    }

    @Test
    void aProgramThatIsMissingIsNamed() {
        assertThatThrownBy(() -> Output.of(List.of("no-such-program"), folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no-such-program cannot be run; it must be in the PATH, see bench/README.md: ");
    }
}
