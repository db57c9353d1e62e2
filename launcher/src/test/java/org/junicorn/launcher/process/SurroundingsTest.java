package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
    @Test
    void theFirstProcessOfAContainerCannotBeFollowed() {
        assertThat(Surroundings.hindrance(Map.of(), 1, 0, ""))
                .contains("this process is the first of its container, which ends with it; replace the container");
    }

    @Test
    void neitherCanTheOneThatAnInitOfAContainerWaitsFor() {
        assertThat(Surroundings.hindrance(Map.of(), 7, 1, "tini"))
                .contains("tini ends the container together with this process; replace the container");
        assertThat(Surroundings.hindrance(Map.of(), 7, 1, "systemd")).isEmpty();
        assertThat(Surroundings.hindrance(Map.of(), 7, 5, "tini")).isEmpty();
    }

    @Test
    void aServiceOfSystemdMustBeAbleToSayWhatItsMainProcessIs() {
        assertThat(Surroundings.hindrance(Map.of("SYSTEMD_EXEC_PID", "42"), 42, 1, "systemd"))
                .contains("systemd ends the service together with this process unless it is told of another one;"
                        + " write Type=notify or Type=notify-reload into the unit, and restart the service");
        assertThat(Surroundings.hindrance(
                        Map.of("SYSTEMD_EXEC_PID", "42", "NOTIFY_SOCKET", "/run/systemd/notify"), 42, 1, "systemd"))
                .isEmpty();
        assertThat(Surroundings.hindrance(Map.of("SYSTEMD_EXEC_PID", "41"), 42, 1, "systemd"))
                .as("started by hand from a service's shell")
                .isEmpty();
    }
}
