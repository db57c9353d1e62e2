package org.junicorn.launcher.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.supervisor.Simulation.Process;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Booted workers that wait for a place. */
class SpareTest {
    private static Policy with(int workers, int spares, int maxRequests) {
        return new Policy(
                workers,
                1,
                2,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                maxRequests,
                0,
                Duration.ZERO,
                new Policy.Limits(0, 0),
                new Policy.Scaling(workers, 10, Duration.ofMinutes(1)),
                Duration.ZERO,
                spares);
    }

    private static final Policy TWO = with(2, 1, 0);

    /** One whose spares wait. */
    private static Simulation serving(Policy policy) {
        Simulation server = Simulation.serving(policy);
        while (server.status().spares() < policy.spareWorkers()) {
            server.allReady();
        }
        server.pass(Duration.ofSeconds(2));
        server.orders();
        return server;
    }

    private static List<Integer> slots(Simulation server, String state) {
        return server.status().workers().stream()
                .filter(worker -> worker.state().equals(state))
                .map(WorkerStatus::slot)
                .toList();
    }

    @Nested
    class Boot {
        @Test
        void beginsWhenAllThatServeAreReady() {
            Simulation server = new Simulation();
            server.prepared(TWO);
            server.ready(server.inSlot(1));
            assertThat(server.workers()).hasSize(2);
            server.ready(server.inSlot(2));
            assertThat(server.orders()).endsWith("accept 2", "spawn 3");
        }

        @Test
        void endsInASpareThatDoesNotAccept() {
            Simulation server = serving(TWO);
            assertThat(slots(server, "ready")).containsExactly(1, 2);
            assertThat(slots(server, "spare")).containsExactly(3);
            assertThat(server.status().workers())
                    .extracting(WorkerStatus::accepting)
                    .containsExactly(true, true, false);
            assertThat(server.orders()).isEmpty();
        }

        @Test
        void isTriedAgainWithPausesIfItFails() {
            Simulation server = Simulation.serving(TWO);
            server.dies(server.inSlot(3));
            assertThat(server.orders()).containsExactly("spawn 4");
            server.dies(server.inSlot(3));
            assertThat(server.orders()).isEmpty();
            server.pass(Duration.ofMillis(1100));
            assertThat(server.orders()).containsExactly("spawn 5");
            server.dies(server.inSlot(3));
            server.pass(Duration.ofMillis(1100));
            assertThat(server.orders()).isEmpty();
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).containsExactly("spawn 6");
        }

        @Test
        void isTriedAgainWhenNoProcessCouldBeMade() {
            Simulation server = Simulation.serving(TWO);
            server.spawningFails(true);
            server.dies(server.inSlot(3));
            server.spawningFails(false);
            assertThat(server.workers()).hasSize(2);
            server.pass(Duration.ofSeconds(5));
            assertThat(server.workers()).hasSize(3);
        }
    }

    @Nested
    class Promotion {
        @Test
        void takesTheSpareAtOnceWhenAWorkerDiesAndThenBootsAnother() {
            Simulation server = serving(TWO);
            server.dies(server.inSlot(1));
            assertThat(server.orders()).containsExactly("accept 3");
            server.pass(Duration.ofMillis(900));
            assertThat(server.orders())
                    .as("its first requests need the processors")
                    .isEmpty();
            server.pass(Duration.ofMillis(100));
            assertThat(server.orders()).containsExactly("spawn 4");
            assertThat(slots(server, "ready")).containsExactly(2, 3);
            assertThat(slots(server, "booting")).containsExactly(1);
            server.ready(server.inSlot(1));
            assertThat(slots(server, "spare")).containsExactly(1);
            server.pass(Duration.ofSeconds(2));
            server.dies(server.inSlot(3));
            assertThat(slots(server, "ready")).containsExactly(1, 2);
            server.pass(Duration.ofSeconds(1));
            assertThat(slots(server, "booting")).containsExactly(3);
        }

        @Test
        void takesTheSpareForAWorkerThatIsSilent() {
            Simulation server = serving(TWO);
            Process frozen = server.inSlot(2);
            server.pass(Duration.ofSeconds(31), frozen);
            assertThat(server.orders()).startsWith("drain 2", "dump 2", "accept 3");
        }

        @Test
        void takesTheSpareForARecycledWorkerWhichDrainsThen() {
            Simulation server = serving(with(2, 1, 100));
            server.served(server.inSlot(1), 100);
            server.served(server.inSlot(2), 100);
            server.pass(Duration.ofMillis(250));
            assertThat(server.orders()).containsExactly("accept 3", "drain 1");
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).containsExactly("spawn 4");
            server.exits(server.workers().get(0), 0);
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).as("one boots").isEmpty();
            server.ready(server.newest());
            assertThat(server.orders()).containsExactly("accept 4", "drain 2");
        }

        @Test
        void takesTheSpareForAScaledUpPlace() {
            Simulation server = serving(TWO);
            server.signal("TTIN");
            assertThat(server.orders()).containsExactly("accept 3");
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).containsExactly("spawn 4");
            server.ready(server.newest());
            assertThat(slots(server, "ready")).containsExactly(1, 2, 3);
            assertThat(slots(server, "spare")).containsExactly(4);
            server.signal("TTOU");
            assertThat(server.orders()).containsExactly("drain 3");
        }

        @Test
        void takesTheSpareForARestartedAndForAnUnhealthyWorker() {
            Simulation server = serving(TWO);
            server.asks(new Command.Restart(1));
            assertThat(server.orders()).containsExactly("accept 3", "drain 1");
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).containsExactly("spawn 4");
            server.exits(server.workers().get(0), 0);
            server.ready(server.newest());
            server.says(server.inSlot(2), new Fact.Unhealthy("no answer"));
            assertThat(server.orders()).containsExactly("accept 4", "drain 2");
        }

        @Test
        void waitsIfAPlacesWorkersKeepDying() {
            Simulation server = serving(with(3, 3, 0));
            server.dies(server.inSlot(1));
            assertThat(server.orders()).containsExactly("accept 4");
            server.dies(server.inSlot(4));
            assertThat(server.orders()).as("the first failure has no pause").containsExactly("accept 5");
            server.dies(server.inSlot(5));
            assertThat(server.orders()).isEmpty();
            server.pass(Duration.ofMillis(1100));
            assertThat(server.orders()).contains("accept 6");
        }

        @Test
        void goesBeforeAWorkerThatBootsForThePlaceWhichBecomesTheSpare() {
            Simulation server = serving(TWO);
            server.dies(server.inSlot(1));
            server.pass(Duration.ofSeconds(1));
            server.dies(server.inSlot(2));
            assertThat(server.orders()).containsExactly("accept 3", "spawn 4", "spawn 5");
            server.ready(server.workers().get(1));
            assertThat(server.orders()).containsExactly("accept 4");
            server.ready(server.newest());
            assertThat(server.orders()).isEmpty();
            assertThat(server.status().workers())
                    .extracting(WorkerStatus::state)
                    .containsOnlyOnce("spare");
        }

        @Test
        void neverDrainsAYoungerWorkerForAnOlderOneThatWasPromoted() {
            Simulation server = serving(TWO);
            server.asks(new Command.Restart(1));
            server.exits(server.workers().get(0), 0);
            server.pass(Duration.ofSeconds(1));
            server.ready(server.newest());
            server.orders();
            server.pass(Duration.ofMinutes(1));
            assertThat(server.orders()).isEmpty();
        }
    }

    @Nested
    class End {
        @Test
        void aSpareOfAnOldGenerationLeavesAndIsNotPromoted() {
            Simulation server = serving(TWO);
            server.signal("HUP");
            server.prepared(TWO);
            assertThat(server.orders()).endsWith("spawn 4");
            server.ready(server.newest());
            assertThat(server.orders()).contains("quit 3", "accept 4", "drain 1");
            server.dies(server.inSlot(2));
            assertThat(server.orders()).noneMatch(order -> order.equals("accept 3"));
            server.workers().stream()
                    .filter(worker -> worker.id() == 3)
                    .findFirst()
                    .ifPresent(it -> server.exits(it, 0));
            server.workers().stream()
                    .filter(worker -> worker.id() == 1)
                    .findFirst()
                    .ifPresent(it -> server.exits(it, 0));
            for (int i = 0; i < 3; i++) {
                server.workers().stream()
                        .filter(worker -> worker.generation() == 2)
                        .forEach(server::ready);
            }
            assertThat(server.status().workers())
                    .extracting(WorkerStatus::generation)
                    .containsOnly(2);
            assertThat(slots(server, "ready")).containsExactly(1, 2);
            assertThat(slots(server, "spare")).containsExactly(3);
        }

        @Test
        void aSpareGoesOnIfTheNewGenerationFails() {
            Simulation server = serving(TWO);
            server.signal("HUP");
            server.prepared(TWO);
            server.exits(server.newest(), 4);
            assertThat(server.orders()).noneMatch(order -> order.startsWith("quit"));
            server.dies(server.inSlot(1));
            assertThat(server.orders()).contains("accept 3");
        }

        @Test
        void aReloadThatWantsNoneLeavesNone() {
            Simulation server = serving(TWO);
            server.dies(server.inSlot(1));
            server.ready(server.newest());
            server.signal("HUP");
            server.prepared(with(2, 0, 0));
            for (int i = 0; i < 4; i++) {
                server.workers().stream()
                        .filter(worker -> worker.generation() == 2)
                        .forEach(server::ready);
                server.workers().stream()
                        .filter(worker -> worker.generation() == 1)
                        .forEach(it -> server.exits(it, 0));
            }
            assertThat(slots(server, "ready")).containsExactly(1, 2);
            assertThat(server.workers()).hasSize(2);
        }

        @Test
        void aStopEndsSparesAtOnce() {
            Simulation server = serving(TWO);
            server.signal("TERM");
            assertThat(server.orders()).contains("drain 1", "drain 2", "quit 3");
            server.workers().forEach(worker -> server.exits(worker, 0));
            assertThat(server.ended()).isTrue();
        }

        @Test
        void aSpareThatIsSilentIsKilledAndReplaced() {
            Simulation server = serving(TWO);
            Process spare = server.inSlot(3);
            server.pass(Duration.ofSeconds(33), spare);
            assertThat(server.orders()).startsWith("dump 3").contains("kill 3").doesNotContain("drain 3", "accept 3");
            server.dies(spare);
            server.ready(server.newest());
            assertThat(slots(server, "spare")).containsExactly(3);
        }

        @Test
        void aSpareThatIsNotWellIsReplacedAndNotPromoted() {
            Simulation server = serving(TWO);
            server.says(server.inSlot(3), new Fact.Unhealthy("no answer"));
            assertThat(server.orders()).containsExactly("quit 3", "spawn 4");
            server.dies(server.inSlot(1));
            assertThat(server.orders()).noneMatch(order -> order.equals("accept 3"));
        }

        @Test
        void onlyAWorkerThatServesCanBeDrained() {
            Simulation server = serving(TWO);
            assertThat(server.asks(new Command.Drain(3)).message())
                    .isEqualTo("worker 3 (pid 103) is spare, and only a ready worker can be drained");
            assertThat(server.asks(new Command.Restart(3)).message())
                    .isEqualTo("worker 3 (pid 103) leaves, and another spare boots in its place");
            assertThat(server.orders()).containsExactly("quit 3", "spawn 4");
        }
    }

    @Test
    void aSuccessorsSparesWaitUntilItHasTakenOver() {
        Simulation heir = new Simulation(true);
        heir.prepared(TWO);
        heir.allReady();
        heir.allReady();
        assertThat(slots(heir, "spare")).containsExactly(3);
        heir.dies(heir.inSlot(1));
        assertThat(heir.orders()).noneMatch(order -> order.startsWith("accept"));
        heir.happens(new Event.PredecessorGone());
        assertThat(heir.orders()).contains("take over", "accept 2", "accept 3");
    }
}
