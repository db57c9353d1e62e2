package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junicorn.launcher.ExitCode;
import org.junit.jupiter.api.Test;

class PredecessorTest {
    @Test
    void isThereOnlyWhenItSaysSo() throws Refusal {
        assertThat(Predecessor.of(Map.of())).isEmpty();
    }

    @Test
    void isRefusedWhenItsGiftsAreNotUnderstood() {
        for (String text : new String[] {
            "inherit pid=1", // of an older version
            "takeover",
            "bequest pid=1",
            "",
            // A descriptor that is none: the variable has come to a process that it was not meant for.
            "inherit pid=1 factDescriptor=9999 standardError=2 listeners=9998%09127.0.0.1%3A8000%09"
                    + " activated=false sessions=%2Ftmp pidFile="
        }) {
            assertThatThrownBy(() -> Predecessor.of(Map.of("JUNICORN_PREDECESSOR", text)))
                    .as(text)
                    .isInstanceOf(Refusal.class)
                    .hasMessageStartingWith(
                            "JUNICORN_PREDECESSOR is not what a supervisor of this version gives its" + " successor (")
                    .hasMessageEndingWith("); restart the server instead of upgrading it")
                    .extracting(e -> ((Refusal) e).code())
                    .isEqualTo(ExitCode.INTERNAL);
        }
    }
}
