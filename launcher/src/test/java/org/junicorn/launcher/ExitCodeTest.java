package org.junicorn.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    @Test
    void everyStatusDiffersAndNoShellTakesItForASignal() {
        assertThat(Stream.of(ExitCode.values()).map(ExitCode::code))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 70)
                .doesNotHaveDuplicates()
                .allSatisfy(code -> assertThat(code).isBetween(0, 125));
    }
}
