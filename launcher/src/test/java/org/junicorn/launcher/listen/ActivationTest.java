package org.junicorn.launcher.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ActivationTest {
    @Test
    void takesAsManySocketsFromThreeOnAsTheServiceManagerSays() {
        assertThat(Activation.sockets(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "2"), 42))
                .containsExactly(new BindAddress.Fd(3), new BindAddress.Fd(4));
    }

    @Test
    void leavesSocketsAloneThatAreMeantForAnotherProcess() {
        assertThat(Activation.sockets(Map.of("LISTEN_PID", "41", "LISTEN_FDS", "1"), 42))
                .isEmpty();
    }

    @Test
    void takesNoneWithoutAnyOrWithANonsensicalNumber() {
        assertThat(Activation.sockets(Map.of(), 42)).isEmpty();
        assertThat(Activation.sockets(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "x"), 42))
                .isEmpty();
    }
}
