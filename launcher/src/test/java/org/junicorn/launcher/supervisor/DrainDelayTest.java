package org.junicorn.launcher.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainDelayTest {
    private static final Policy FOUR = Simulation.FOUR;
    private static final Policy DELAYED = new Policy(
            FOUR.workers(),
            FOUR.maxSurge(),
            FOUR.bootConcurrency(),
            FOUR.timeout(),
            FOUR.bootTimeout(),
            FOUR.gracefulTimeout(),
            0,
            0,
            Duration.ZERO,
            FOUR.limits(),
            FOUR.scaling(),
            Duration.ofSeconds(10),
            0);

    private final Simulation server = Simulation.serving(DELAYED);

    @Test
    void aGracefulStopServesOnForAWhileAndSaysThatItEnds() {
        server.signal("TERM");
        server.pass(Duration.ofSeconds(9));
        assertThat(server.orders()).isEmpty();
        assertThat(server.status().phase()).isEqualTo(Status.Phase.STOPPING);
        assertThat(server.status().workers()).allMatch(Status.WorkerStatus::accepting);
        server.pass(Duration.ofSeconds(2));
        assertThat(server.orders()).contains("close listeners", "drain 1", "drain 4");
    }

    /** Nobody has seen meanwhile that the server is about to leave. */
    @Test
    void timeInWhichTheMachineStandsStillIsNoDelay() {
        server.signal("TERM");
        server.standsStill(Duration.ofMinutes(10));
        server.pass(Duration.ofSeconds(9));
        assertThat(server.orders()).isEmpty();
        server.pass(Duration.ofSeconds(2));
        assertThat(server.orders()).contains("close listeners");
    }

    @Test
    void aSecondTermEndsTheDelay() {
        server.signal("TERM");
        server.signal("TERM");
        assertThat(server.orders()).contains("close listeners", "drain 1");
    }

    @Test
    void aQuickStopDoesNotWait() {
        server.signal("TERM");
        server.signal("INT");
        assertThat(server.orders()).contains("close listeners", "quit 1").noneMatch(order -> order.startsWith("drain"));
    }

    @Test
    void aWorkerThatDiesMeanwhileIsReplacedAndAReloadRefused() {
        server.signal("TERM");
        server.dies(server.inSlot(2));
        assertThat(server.orders()).containsExactly("spawn 5");
        assertThat(server.asks(new Command.Reload())).isEqualTo(Outcome.refused("the server is stopping"));
        server.signal("HUP");
        assertThat(server.orders()).isEmpty();
    }
}
