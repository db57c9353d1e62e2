package org.junicorn.launcher.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junicorn.launcher.supervisor.Simulation.Process;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The number of workers follows the load, and workers that need too much memory are replaced. */
class ElasticTest {
    private static final Policy FOUR = Simulation.FOUR;

    private static Policy policy(int least, int most, long rss, double heap) {
        return new Policy(
                least,
                FOUR.maxSurge(),
                FOUR.bootConcurrency(),
                FOUR.timeout(),
                FOUR.bootTimeout(),
                FOUR.gracefulTimeout(),
                0,
                0,
                Duration.ZERO,
                new Policy.Limits(rss, heap),
                new Policy.Scaling(most, 10, Duration.ofSeconds(30)),
                Duration.ZERO,
                0);
    }

    @Nested
    class Number {
        private final Simulation server = Simulation.serving(policy(2, 4, 0, 0));

        @Test
        void risesWithTheLoadAndFallsAfterIt() {
            server.workers().forEach(worker -> server.busy(worker, 10));
            server.pass(Duration.ofSeconds(6));
            assertThat(server.workers()).hasSizeGreaterThan(2);
            server.allReady();
            server.workers().forEach(worker -> server.busy(worker, 10));
            server.pass(Duration.ofSeconds(10));
            server.allReady();
            assertThat(server.workers()).hasSize(4);
            server.workers().forEach(worker -> server.busy(worker, 0));
            server.orders();
            server.pass(Duration.ofSeconds(45));
            assertThat(server.orders())
                    .filteredOn(order -> order.startsWith("drain"))
                    .hasSize(1);
        }

        @Test
        void staysWithinItsBoundsWhoeverAsks() {
            server.signal("TTOU");
            assertThat(server.status().target()).isEqualTo(2);
            server.signal("TTIN");
            server.signal("TTIN");
            server.signal("TTIN");
            assertThat(server.status().target()).isEqualTo(4);
            assertThat(server.asks(new Command.Scale(9)).message()).isEqualTo("not 9 workers: workers = \"2:4\"");
        }

        @Test
        void outlivesAReloadWithinTheNewBounds() {
            server.signal("TTIN");
            server.signal("TTIN");
            server.allReady();
            server.signal("HUP");
            server.prepared(policy(1, 3, 0, 0));
            server.ready(server.newest());
            assertThat(server.status().target()).isEqualTo(3);
        }
    }

    @Nested
    class Memory {
        private final Simulation server = Simulation.serving(policy(2, 2, 500 << 20, 0.9));

        @Test
        void replacesAWorkerThatGrowsTooLargeBeforeItIsDrained() {
            server.pass(Duration.ofSeconds(11));
            Process large = server.inSlot(1);
            server.memory(large, 600 << 20, 0.2);
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).containsExactly("spawn 3");
            server.ready(server.newest());
            assertThat(server.orders()).contains("drain " + large.id());
            server.exits(large, 0);
            assertThat(server.lastExit().detail()).isEqualTo("max_worker_rss: it has 600 MB of 500 MB");
            assertThat(server.lastExit().cause()).isEqualTo(ExitCause.ORDERED);
        }

        @Test
        void replacesAWorkerWhoseOldGenerationStaysFull() {
            server.pass(Duration.ofSeconds(11));
            Process full = server.inSlot(2);
            server.memory(full, 100 << 20, 0.93);
            server.pass(Duration.ofSeconds(1));
            server.memory(full, 100 << 20, 0.1); // a later collection found more, and the leak is still there
            server.ready(server.newest());
            server.exits(full, 0);
            assertThat(server.lastExit().detail())
                    .isEqualTo("max_worker_heap: 0.93 of the old generation is used after a collection");
        }

        @Test
        void replacesOneAtATime() {
            server.pass(Duration.ofSeconds(11));
            server.workers().forEach(worker -> server.memory(worker, 600 << 20, 0.2));
            server.pass(Duration.ofSeconds(5));
            assertThat(server.orders()).containsExactly("spawn 3");
        }

        @Test
        void doesNotReplaceWorkersAsFastAsTheyBootIfTheLimitIsTooLow() {
            server.workers().forEach(worker -> server.memory(worker, 600 << 20, 0.2));
            server.pass(Duration.ofSeconds(9));
            assertThat(server.orders()).isEmpty();
        }
    }
}
