package org.junicorn.launcher.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.Handover;
import org.junicorn.launcher.supervisor.Simulation.Process;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UpgradeTest {
    private static final Policy TWO = new Policy(
            2, 1, 2, Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(20), 0, 0, Duration.ZERO);

    private static final Policy DELAYED = new Policy(
            2,
            1,
            2,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            0,
            0,
            Duration.ZERO,
            new Policy.Limits(0, 0),
            new Policy.Scaling(2, 1, Duration.ZERO),
            Duration.ofSeconds(5),
            0);

    private static Event said(Handover message) {
        return new Event.SuccessorSaid(message);
    }

    @Nested
    class TheOldOne {
        private final Simulation server = Simulation.serving(TWO);

        private void ended(String... output) {
            server.happens(new Event.SuccessorEnded("status 4", List.of(output)));
        }

        @Test
        void drainsOnlyWhenTheNewOneServes() {
            server.signal("USR2");
            assertThat(server.orders()).containsExactly("share listeners", "start successor");
            server.happens(said(new Handover.Ready(List.of("127.0.0.1:8000"))));
            assertThat(server.orders()).containsExactly("entrust");
            server.happens(said(new Handover.Serving()));
            assertThat(server.orders())
                    .containsExactly(
                            "hand over [127.0.0.1:8000]",
                            "cancel preparation",
                            "close listeners",
                            "drain 1",
                            "drain 2");
            assertThat(server.ended()).isFalse();
            server.workers().forEach(worker -> server.exits(worker, 0));
            assertThat(server.ended()).isTrue();
            assertThat(server.exitCode()).isEqualTo(ExitCode.OK);
        }

        @Test
        void goesOnWhenTheNewOneEnds() {
            server.signal("USR2");
            server.orders();
            ended("Error: Invalid or corrupt jarfile launcher.jar");
            assertThat(server.orders()).containsExactly("reclaim", "share listeners no more");
            assertThat(server.workers()).hasSize(2);
            assertThat(server.asks(new Command.Upgrade()).accepted()).isTrue();
        }

        @Test
        void endsANewOneThatMakesNoProgressAndKillsItIfItDoesNotHear() {
            server.signal("USR2");
            server.pass(Duration.ofSeconds(60));
            server.happens(said(new Handover.Progress("prepared")));
            server.orders();
            server.pass(Duration.ofSeconds(69));
            assertThat(server.orders()).isEmpty();
            server.pass(Duration.ofSeconds(2));
            assertThat(server.orders()).containsExactly("end successor");
            server.happens(said(new Handover.Ready(List.of())));
            server.happens(said(new Handover.Serving()));
            assertThat(server.orders()).isEmpty();
            server.pass(Duration.ofSeconds(30));
            assertThat(server.orders()).containsExactly("kill successor");
            assertThat(server.asks(new Command.Upgrade()).message())
                    .isEqualTo("process 77, of the upgrade that failed, has not ended yet");
            ended();
            assertThat(server.asks(new Command.Upgrade()).accepted()).isTrue();
        }

        @Test
        void endsANewOneThatDoesNotTakeOver() {
            server.signal("USR2");
            server.happens(said(new Handover.Ready(List.of())));
            server.orders();
            server.pass(Duration.ofSeconds(11));
            assertThat(server.orders()).containsExactly("end successor");
            assertThat(server.workers()).hasSize(2);
        }

        @Test
        void waitsForEverWhenBootTimeoutIsOff() {
            Simulation patient = Simulation.serving(new Policy(
                    2, 1, 2, Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(20), 0, 0, Duration.ZERO));
            patient.signal("USR2");
            patient.orders();
            patient.pass(Duration.ofHours(1));
            assertThat(patient.orders()).isEmpty();
        }

        @Test
        void refusesASecondUpgradeWhileOneIsUnderWay() {
            assertThat(server.asks(new Command.Upgrade()).message())
                    .isEqualTo("process 77 starts, and takes over when its workers are ready");
            Outcome second = server.asks(new Command.Upgrade());
            assertThat(second.accepted()).isFalse();
            assertThat(second.message()).isEqualTo("an upgrade to process 77 is under way");
            assertThat(server.orders()).containsOnlyOnce("start successor");
        }

        @Test
        void refusesWhatCannotBe() {
            server.hindrance("this process is the first of its container");
            assertThat(server.asks(new Command.Upgrade()).message())
                    .isEqualTo("this process is the first of its container");
            assertThat(server.orders()).isEmpty();
        }

        @Test
        void refusesWhileItStartsReloadsOrStops() {
            assertThat(new Simulation().asks(new Command.Upgrade()).message()).isEqualTo("the server is starting");
            server.signal("HUP");
            assertThat(server.asks(new Command.Upgrade()).message())
                    .isEqualTo("generation 2 is being tried; ask again when it is decided");
            server.signal("TERM");
            assertThat(server.asks(new Command.Upgrade()).message()).isEqualTo("the server is stopping");
        }

        @Test
        void sharesNothingWhenThereIsNoProcess() {
            server.spawningFails(true);
            assertThat(server.asks(new Command.Upgrade()).message()).isEqualTo("no process: no process");
            assertThat(server.orders()).containsExactly("share listeners", "share listeners no more");
        }

        @Test
        void reloadsAfterAnUpgradeThatFailed() {
            server.signal("USR2");
            server.signal("HUP");
            assertThat(server.orders()).doesNotContain("prepare 2");
            ended();
            assertThat(server.orders()).contains("prepare 2");
        }

        @Test
        void leavesAReloadToTheNewOneThatServes() {
            server.signal("USR2");
            server.signal("HUP");
            server.happens(said(new Handover.Ready(List.of("a", "b"))));
            server.happens(said(new Handover.Serving()));
            assertThat(server.orders()).contains("hand over [a, b] and reload").doesNotContain("prepare 2");
        }

        @Test
        void endsTheNewOneTooWhenItIsStopped() {
            server.signal("USR2");
            server.orders();
            server.signal("TERM");
            assertThat(server.orders()).startsWith("end successor", "cancel preparation", "close listeners");
            server.workers().forEach(worker -> server.exits(worker, 0));
            assertThat(server.ended()).as("ended before its successor").isFalse();
            server.signal("INT");
            assertThat(server.orders()).contains("kill successor");
            ended();
            assertThat(server.ended()).isTrue();
        }

        @Test
        void isNotReplacedByOneThatIsReadyDuringItsDrainDelay() {
            Simulation delayed = Simulation.serving(DELAYED);
            delayed.signal("USR2");
            delayed.orders();
            delayed.signal("TERM");
            assertThat(delayed.orders()).containsExactly("end successor");
            delayed.happens(said(new Handover.Ready(List.of())));
            delayed.happens(said(new Handover.Serving()));
            assertThat(delayed.asks(new Command.Upgrade()).accepted()).isFalse();
            delayed.happens(new Event.SuccessorEnded("status 0", List.of()));
            delayed.pass(Duration.ofSeconds(6));
            assertThat(delayed.orders())
                    .contains("close listeners", "drain 1", "drain 2")
                    .doesNotContain("entrust");
        }

        @Test
        void doesNotWaitForItsDrainDelayWhenAnotherOneServes() {
            Simulation delayed = Simulation.serving(DELAYED);
            delayed.signal("USR2");
            delayed.happens(said(new Handover.Ready(List.of())));
            delayed.happens(said(new Handover.Serving()));
            assertThat(delayed.orders()).contains("close listeners", "drain 1", "drain 2");
        }

        @Test
        void doesNotTakeTheFirstTermForASecondOneWhileItLeaves() {
            server.signal("USR2");
            server.happens(said(new Handover.Ready(List.of())));
            server.happens(said(new Handover.Serving()));
            server.orders();
            server.signal("TERM");
            assertThat(server.orders()).isEmpty();
            server.signal("INT");
            assertThat(server.orders()).containsExactly("quit 1", "quit 2");
        }
    }

    @Nested
    class TheNewOne {
        private final Simulation server = new Simulation(true);

        private void boot() {
            server.prepared(TWO);
            server.allReady();
        }

        @Test
        void letsNoWorkerAcceptBeforeItIsTold() {
            boot();
            assertThat(server.orders())
                    .contains("report Progress", "report Ready")
                    .noneMatch(order -> order.startsWith("accept"));
            server.happens(new Event.PredecessorSaid(new Handover.TakeOver()));
            assertThat(server.orders()).containsExactly("take over", "accept 1", "accept 2", "report Serving");
        }

        @Test
        void doesNotTakeOverWithoutAllItsWorkers() {
            boot();
            Process first = server.inSlot(1);
            server.dies(first);
            server.orders();
            server.happens(new Event.PredecessorSaid(new Handover.TakeOver()));
            assertThat(server.orders()).isEmpty();
            server.ready(server.inSlot(1));
            assertThat(server.orders()).contains("take over", "accept 2", "accept 3", "report Serving");
        }

        @Test
        void takesOverAtOnceWhenTheOldOneIsGone() {
            server.prepared(TWO);
            server.ready(server.inSlot(1));
            server.orders();
            server.happens(new Event.PredecessorGone());
            assertThat(server.orders()).containsExactly("take over", "accept 1", "report Serving", "predecessor gone");
            server.ready(server.inSlot(2));
            assertThat(server.orders()).containsExactly("accept 2");
        }

        @Test
        void refusesToBeReplacedBeforeItHasTakenOver() {
            boot();
            assertThat(server.asks(new Command.Upgrade()).message())
                    .isEqualTo("this process has not taken over itself yet");
            server.happens(new Event.PredecessorSaid(new Handover.TakeOver()));
            assertThat(server.asks(new Command.Upgrade()).accepted()).isTrue();
        }

        @Test
        void leavesEverythingToTheOldOneWhenItIsStopped() {
            boot();
            server.orders();
            server.signal("TERM");
            server.workers().forEach(worker -> server.exits(worker, 0));
            server.happens(new Event.PredecessorGone());
            assertThat(server.orders()).doesNotContain("take over");
            assertThat(server.ended()).isTrue();
        }

        @Test
        void hasNoDrainDelayBeforeAnybodyKnowsIt() {
            server.prepared(DELAYED);
            server.allReady();
            server.signal("TERM");
            assertThat(server.orders()).contains("close listeners", "drain 1", "drain 2");
        }

        @Test
        void lettingWorkersAcceptIsUpToItselfLater() {
            boot();
            server.happens(new Event.PredecessorSaid(new Handover.TakeOver()));
            server.dies(server.inSlot(1));
            server.orders();
            server.ready(server.inSlot(1));
            assertThat(server.orders()).containsExactly("accept 3");
        }
    }
}
