package org.junicorn.launcher.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.supervisor.Simulation.Process;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final Policy FOUR = Simulation.FOUR;

    private static Policy limited(int maxRequests, int jitter, Duration maxAge) {
        return new Policy(
                FOUR.workers(),
                FOUR.maxSurge(),
                FOUR.bootConcurrency(),
                FOUR.timeout(),
                FOUR.bootTimeout(),
                FOUR.gracefulTimeout(),
                maxRequests,
                jitter,
                maxAge);
    }

    @Nested
    class Start {
        private final Simulation server = new Simulation();

        @Test
        void bootsNoMoreWorkersAtATimeThanBootConcurrencyAllows() {
            server.prepared(FOUR);
            assertThat(server.workers()).hasSize(2);
            server.ready(server.inSlot(1));
            assertThat(server.workers()).hasSize(3);
        }

        @Test
        void letsEachWorkerAcceptAsSoonAsItIsReady() {
            server.prepared(FOUR);
            server.ready(server.inSlot(2));
            assertThat(server.orders()).contains("accept 2").doesNotContain("accept 1");
        }

        @Test
        void endsWithTheApplicationsExitCodeWhenItCannotBeDeployed() {
            server.prepared(FOUR);
            Process first = server.inSlot(1);
            server.says(first, new Fact.Failed(true, "listener X failed"));
            server.exits(first, 4);
            assertThat(server.workers()).extracting(Process::slot).containsExactly(2);
            assertThat(server.ended()).isFalse();
            server.says(server.inSlot(2), new Fact.Failed(true, "listener X failed"));
            server.exits(server.inSlot(2), 4);
            assertThat(server.ended()).isTrue();
            assertThat(server.exitCode()).isEqualTo(ExitCode.APP);
        }

        @Test
        void endsWithTheBootExitCodeWhenAWorkerIsNotReadyInTime() {
            server.prepared(FOUR);
            server.pass(Duration.ofSeconds(61));
            assertThat(server.orders()).contains("kill 1", "kill 2");
            server.dies(server.inSlot(1));
            server.dies(server.inSlot(2));
            assertThat(server.ended()).isTrue();
            assertThat(server.exitCode()).isEqualTo(ExitCode.BOOT);
        }

        @Test
        void waitsForEverForAWorkerWhenBootTimeoutIsOff() {
            server.prepared(
                    new Policy(4, 1, 2, FOUR.timeout(), Duration.ZERO, FOUR.gracefulTimeout(), 0, 0, Duration.ZERO));
            server.pass(Duration.ofHours(1));
            assertThat(server.orders()).noneMatch(order -> order.startsWith("kill"));
        }

        @Test
        void servesIfOneOfTheFirstWorkersGetsReadyThoughAnotherFailed() {
            server.prepared(FOUR);
            server.exits(server.inSlot(1), 3);
            assertThat(server.workers()).hasSize(1);
            server.ready(server.inSlot(2));
            assertThat(server.orders()).contains("promoted 1", "accept 2");
            assertThat(server.workers()).extracting(Process::slot).contains(1, 2);
            assertThat(server.ended()).isFalse();
        }

        @Test
        void endsWhenNoProcessCanBeMade() {
            server.spawningFails(true);
            server.prepared(FOUR);
            assertThat(server.ended()).isTrue();
            assertThat(server.exitCode()).isEqualTo(ExitCode.BOOT);
        }

        @Test
        void endsWithTheReasonsExitCodeWhenItCannotBePrepared() {
            server.happens(new Event.NotPrepared(1, ExitCode.APP, "app.war is not a zip file"));
            assertThat(server.ended()).isTrue();
            assertThat(server.exitCode()).isEqualTo(ExitCode.APP);
        }

        @Test
        void goesOnWhenALaterWorkerFailsOnceOneWasReady() {
            server.prepared(FOUR);
            server.ready(server.inSlot(1));
            server.exits(server.inSlot(2), 3);
            assertThat(server.workers()).extracting(Process::slot).contains(2);
            assertThat(server.ended()).isFalse();
        }

        @Test
        void stopsWhileItIsBeingPrepared() {
            server.signal("TERM");
            assertThat(server.orders()).contains("cancel preparation");
            assertThat(server.ended()).isFalse();
            server.happens(new Event.NotPrepared(1, ExitCode.APP, "cancelled"));
            assertThat(server.ended()).isTrue();
            assertThat(server.exitCode()).isEqualTo(ExitCode.OK);
        }
    }

    @Nested
    class Reload {
        private final Simulation server = Simulation.serving(FOUR);

        @Test
        void drainsNoOldWorkerBeforeItsReplacementIsReady() {
            server.signal("HUP");
            server.prepared(FOUR);
            assertThat(server.orders()).containsExactly("prepare 2", "spawn 5");
            server.pass(Duration.ofSeconds(5));
            assertThat(server.orders()).isEmpty();
            server.ready(server.newest());
            assertThat(server.orders()).startsWith("promoted 2", "accept 5", "drain 1");
        }

        @Test
        void replacesOneWorkerAtATimeUntilAllAreNew() {
            server.signal("HUP");
            server.prepared(FOUR);
            for (int slot = 1; slot <= 4; slot++) {
                assertThat(server.workers()).hasSize(5);
                Process replacement = server.newest();
                Process old = server.inSlot(slot);
                assertThat(replacement.slot()).isEqualTo(slot);
                server.ready(replacement);
                server.exits(old, 0);
            }
            assertThat(server.workers()).hasSize(4).allMatch(process -> process.generation() == 2);
        }

        @Test
        void keepsTheOldGenerationWhenTheNewOneDoesNotGetReady() {
            server.signal("HUP");
            server.prepared(FOUR);
            Process candidate = server.newest();
            server.says(candidate, new Fact.Failed(true, "broken"));
            server.exits(candidate, 4);
            assertThat(server.orders()).contains("abandoned 2").noneMatch(order -> order.startsWith("drain"));
            assertThat(server.workers()).hasSize(4).allMatch(process -> process.generation() == 1);
            server.pass(Duration.ofSeconds(120));
            assertThat(server.orders()).isEmpty();
        }

        @Test
        void keepsTheOldGenerationWhenNothingCanBePrepared() {
            server.signal("HUP");
            server.happens(new Event.NotPrepared(2, ExitCode.CONFIG, "workers = 0"));
            assertThat(server.orders()).containsExactly("prepare 2", "abandoned 2");
            assertThat(server.ended()).isFalse();
        }

        @Test
        void killsACandidateThatIsNotReadyWithinBootTimeout() {
            server.signal("HUP");
            server.prepared(FOUR);
            Process candidate = server.newest();
            server.pass(Duration.ofSeconds(61));
            assertThat(server.orders()).contains("kill " + candidate.id());
            server.dies(candidate);
            assertThat(server.orders()).contains("abandoned 2");
            assertThat(server.workers()).hasSize(4);
        }

        @Test
        void remembersAReloadThatIsAskedForDuringAReload() {
            server.signal("HUP");
            server.signal("HUP");
            server.prepared(FOUR);
            server.signal("HUP");
            assertThat(server.orders()).containsExactly("prepare 2", "spawn 5");
            server.ready(server.newest());
            assertThat(server.orders()).contains("prepare 3").doesNotContain("prepare 4");
        }

        @Test
        void replacesAnOldWorkerThatCrashesMeanwhileWithTheGenerationThatServes() {
            server.signal("HUP");
            server.prepared(FOUR);
            server.dies(server.inSlot(1));
            assertThat(server.workers().stream().filter(process -> process.slot() == 1))
                    .extracting(Process::generation)
                    .containsExactlyInAnyOrder(1, 2);
        }

        @Test
        void takesTheNewNumberOfWorkersFromTheNewGeneration() {
            Policy two = new Policy(
                    2, 1, 2, FOUR.timeout(), FOUR.bootTimeout(), FOUR.gracefulTimeout(), 0, 0, Duration.ZERO);
            server.signal("HUP");
            server.prepared(two);
            assertThat(server.orders()).noneMatch(order -> order.startsWith("drain"));
            server.ready(server.newest());
            assertThat(server.orders()).contains("drain 3", "drain 4", "drain 1");
        }

        @Test
        void replacesTheOldestGenerationFirstWhenReloadsFollowEachOther() {
            server.signal("HUP");
            server.prepared(FOUR);
            Process old = server.inSlot(1);
            server.ready(server.newest());
            server.exits(old, 0);
            server.signal("HUP");
            server.prepared(FOUR);
            Process booting = server.newest();
            assertThat(booting.slot()).isEqualTo(2);
            old = server.inSlot(2);
            server.ready(booting);
            server.exits(old, 0);
            assertThat(server.newest().slot()).isEqualTo(3);
            assertThat(server.newest().generation()).isEqualTo(3);
        }

        @Test
        void triesTheCandidateWhenNoWorkerOfTheOldGenerationGetsReady() {
            for (Process process : server.workers()) {
                server.dies(process);
            }
            server.orders();
            server.signal("HUP");
            server.prepared(FOUR);
            assertThat(server.workers().stream().filter(process -> process.generation() == 2))
                    .hasSize(1);
            Process candidate = server.ofGeneration(2);
            server.ready(candidate);
            assertThat(server.orders()).contains("promoted 2", "accept " + candidate.id());
        }

        @Test
        void replacesWorkersThatNeverGotReadyWithoutTheirPauses() {
            for (int i = 0; i < 30; i++) {
                server.workers().forEach(server::dies);
                server.pass(Duration.ofSeconds(3));
            }
            server.signal("HUP");
            server.prepared(FOUR);
            Process candidate = server.ofGeneration(2);
            server.ready(candidate);
            server.workers().stream()
                    .filter(process -> process.generation() == 1)
                    .forEach(server::dies);
            assertThat(server.workers()).hasSizeGreaterThan(1).allMatch(process -> process.generation() == 2);
        }

        @Test
        void countsNoFailureOfACandidateAgainstItsSlot() {
            server.pass(Duration.ofSeconds(5));
            server.signal("HUP");
            server.prepared(FOUR);
            server.exits(server.newest(), 4);
            server.dies(server.inSlot(1));
            server.exits(server.newest(), 3);
            assertThat(server.workers()).hasSize(4);
        }

        @Test
        void isRefusedWhileTheServerStops() {
            server.signal("TERM");
            server.orders();
            server.signal("HUP");
            assertThat(server.orders()).isEmpty();
        }
    }

    @Nested
    class Recycle {
        @Test
        void replacesFirstAndNeverTwoAtOnce() {
            Simulation server = Simulation.serving(limited(100, 0, Duration.ZERO));
            List<Process> old = server.workers();
            old.forEach(process -> server.served(process, 100));
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).containsExactly("spawn 5");
            server.ready(server.newest());
            assertThat(server.orders()).containsExactly("accept 5", "drain 1");
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).isEmpty();
            server.exits(old.get(0), 0);
            assertThat(server.orders()).containsExactly("spawn 6");
        }

        @Test
        void addsTheJitterToTheLimit() {
            Simulation server = Simulation.serving(limited(100, 10, Duration.ZERO));
            server.served(server.inSlot(1), 109);
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).isEmpty();
            server.served(server.inSlot(1), 110);
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).containsExactly("spawn 5");
        }

        @Test
        void countsTheAgeFromReadiness() {
            Simulation server = Simulation.serving(limited(0, 0, Duration.ofMinutes(10)));
            server.pass(Duration.ofMinutes(10).minusSeconds(1));
            assertThat(server.orders()).isEmpty();
            server.pass(Duration.ofSeconds(2));
            assertThat(server.orders()).containsExactly("spawn 5");
        }

        @Test
        void keepsTheOldWorkerWhenItsReplacementFails() {
            Simulation server = Simulation.serving(limited(100, 0, Duration.ZERO));
            server.served(server.inSlot(1), 100);
            server.pass(Duration.ofSeconds(1));
            server.exits(server.newest(), 3);
            assertThat(server.orders()).noneMatch(order -> order.startsWith("drain"));
            assertThat(server.inSlot(1).id()).isEqualTo(1);
        }
    }

    @Nested
    class Crash {
        private final Simulation server = Simulation.serving(FOUR);

        @Test
        void replacesACrashedWorkerAtOnceInItsSlot() {
            server.pass(Duration.ofSeconds(5));
            server.dies(server.inSlot(3));
            assertThat(server.orders()).containsExactly("spawn 5");
            assertThat(server.newest().slot()).isEqualTo(3);
        }

        @Test
        void waitsLongerAfterEachDeathBeforeReadyAndTouchesNobodyElse() {
            server.pass(Duration.ofSeconds(5));
            server.dies(server.inSlot(3));
            server.dies(server.newest()); // the first failure: tried again at once
            server.dies(server.newest());
            assertThat(server.workers()).hasSize(3);
            server.pass(Duration.ofMillis(500));
            assertThat(server.workers()).hasSize(3);
            server.pass(Duration.ofSeconds(1));
            assertThat(server.workers()).hasSize(4);
            server.dies(server.newest());
            server.pass(Duration.ofMillis(1500));
            assertThat(server.workers()).hasSize(3);
            server.pass(Duration.ofSeconds(1));
            assertThat(server.workers()).hasSize(4);
            assertThat(server.orders()).noneMatch(order -> order.startsWith("drain") || order.startsWith("kill"));
        }

        @Test
        void neverWaitsLongerThanAMinute() {
            server.dies(server.inSlot(1));
            for (int i = 0; i < 12; i++) {
                server.pass(Duration.ofSeconds(61));
                assertThat(server.workers()).hasSize(4);
                server.dies(server.newest());
            }
        }

        @Test
        void forgetsTheFailuresOfASlotWhoseWorkerIsStable() {
            server.pass(Duration.ofSeconds(5));
            server.dies(server.inSlot(3));
            server.dies(server.newest());
            server.dies(server.newest());
            server.pass(Duration.ofSeconds(2));
            server.ready(server.newest());
            server.pass(Duration.ofSeconds(2));
            server.dies(server.newest());
            assertThat(server.workers()).hasSize(4);
        }
    }

    @Nested
    class Freeze {
        private final Simulation server = Simulation.serving(FOUR);

        @Test
        void replacesASilentWorkerAtOnceAndStopsItsAcceptingAndDumpsItBeforeItIsKilled() {
            Process frozen = server.inSlot(2);
            server.pass(Duration.ofSeconds(29), frozen);
            assertThat(server.orders()).isEmpty();
            server.pass(Duration.ofSeconds(2), frozen);
            assertThat(server.orders()).containsExactly("drain 2", "dump 2", "spawn 5");
            server.pass(Duration.ofSeconds(2), frozen);
            assertThat(server.orders()).containsExactly("kill 2");
            server.dies(frozen);
            assertThat(server.orders()).isEmpty();
        }

        @Test
        void excusesEverybodyWhenTheSupervisorStoodStillToo() {
            server.standsStill(Duration.ofMinutes(10));
            assertThat(server.orders()).isEmpty();
            server.pass(Duration.ofSeconds(29), server.inSlot(3));
            assertThat(server.orders()).isEmpty();
            server.pass(Duration.ofSeconds(2), server.inSlot(3));
            assertThat(server.orders()).startsWith("drain 3", "dump 3");
        }

        @Test
        void movesTheDeadlinesOfDrainsWhenTheSupervisorStoodStill() {
            server.signal("TERM");
            server.orders();
            server.standsStill(Duration.ofMinutes(10));
            server.pass(Duration.ofSeconds(19));
            assertThat(server.orders()).isEmpty();
        }

        @Test
        void leavesWorkersAloneWhenTimeoutIsOff() {
            Policy off =
                    new Policy(4, 1, 2, Duration.ZERO, FOUR.bootTimeout(), FOUR.gracefulTimeout(), 0, 0, Duration.ZERO);
            Simulation patient = Simulation.serving(off);
            patient.pass(Duration.ofMinutes(10), patient.workers().toArray(Process[]::new));
            assertThat(patient.orders()).isEmpty();
        }
    }

    @Nested
    class Stuck {
        private final Simulation server = Simulation.serving(FOUR);

        @Test
        void replacesTheWorkerFirstThenDrainsThenKillsIt() {
            Process stuck = server.inSlot(2);
            server.says(stuck, new Fact.Stuck("GET", "/hang", Duration.ofSeconds(9), "request-1", "at X"));
            assertThat(server.orders()).containsExactly("spawn 5");
            server.ready(server.newest());
            assertThat(server.orders()).containsExactly("accept 5", "drain 2");
            server.pass(Duration.ofSeconds(22));
            assertThat(server.orders()).as("its application may still end").isEmpty();
            server.pass(Duration.ofSeconds(2));
            assertThat(server.orders()).containsExactly("kill 2");
        }

        @Test
        void treatsASignalToAWorkerLikeAWishToLeave() {
            server.says(server.inSlot(4), new Fact.Signalled("TERM"));
            assertThat(server.orders()).containsExactly("spawn 5");
        }
    }

    @Nested
    class Scale {
        private final Simulation server = Simulation.serving(FOUR);

        @Test
        void addsAWorker() {
            server.signal("TTIN");
            assertThat(server.orders()).containsExactly("spawn 5");
            assertThat(server.newest().slot()).isEqualTo(5);
        }

        @Test
        void drainsTheLastSlotButNeverTheLastWorker() {
            server.signal("TTOU");
            assertThat(server.orders()).containsExactly("drain 4");
            for (int slot = 4; slot > 1; slot--) {
                server.exits(server.inSlot(slot), 0);
                server.signal("TTOU");
            }
            server.orders();
            server.signal("TTOU");
            assertThat(server.orders()).isEmpty();
            assertThat(server.workers()).hasSize(1);
        }
    }

    @Nested
    class Stop {
        private final Simulation server = Simulation.serving(FOUR);

        @Test
        void closesTheListenersThenDrainsEverybodyThenEnds() {
            server.signal("TERM");
            assertThat(server.orders())
                    .containsExactly(
                            "cancel preparation", "close listeners", "drain 1", "drain 2", "drain 3", "drain 4");
            server.workers().forEach(process -> server.exits(process, 0));
            assertThat(server.ended()).isTrue();
            assertThat(server.exitCode()).isEqualTo(ExitCode.OK);
        }

        @Test
        void killsWhoeverIsStillThereAfterGracefulTimeout() {
            server.signal("TERM");
            server.orders();
            server.pass(Duration.ofSeconds(24));
            assertThat(server.orders()).containsExactly("kill 1", "kill 2", "kill 3", "kill 4");
        }

        @Test
        void isQuickOnASecondTermDuringTheDrain() {
            server.signal("TERM");
            server.orders();
            server.signal("TERM");
            assertThat(server.orders()).containsExactly("quit 1", "quit 2", "quit 3", "quit 4");
        }

        @Test
        void doesNotWaitForAPreparationThatHangsWhenItIsQuick() {
            server.signal("HUP");
            server.signal("INT");
            server.workers().forEach(process -> server.exits(process, 0));
            assertThat(server.ended()).isTrue();
        }

        @Test
        void tellsEachWorkerToQuitOnce() {
            server.signal("INT");
            assertThat(server.orders())
                    .containsExactly("cancel preparation", "close listeners", "quit 1", "quit 2", "quit 3", "quit 4");
        }

        @Test
        void isQuickOnInt() {
            server.signal("INT");
            assertThat(server.orders()).contains("quit 1", "quit 2", "quit 3", "quit 4");
            server.pass(Duration.ofSeconds(4));
            assertThat(server.orders()).contains("kill 1", "kill 4");
        }

        @Test
        void replacesNobodyThatDiesDuringTheDrain() {
            server.signal("TERM");
            server.orders();
            server.dies(server.inSlot(1));
            assertThat(server.orders()).isEmpty();
        }

        @Test
        void doesNotTakeAWorkerForSilentThatWasToldToQuitWhileItBooted() {
            server.signal("HUP");
            server.prepared(FOUR);
            server.signal("TERM");
            server.pass(Duration.ofSeconds(1));
            assertThat(server.orders()).noneMatch(order -> order.startsWith("dump"));
        }

        @Test
        void endsAReloadThatIsUnderWay() {
            server.signal("HUP");
            server.prepared(FOUR);
            Process candidate = server.newest();
            server.signal("TERM");
            assertThat(server.orders()).contains("quit " + candidate.id(), "drain 1");
        }
    }

    @Test
    void reopensItsOwnLogsAndEveryWorkersOnUsr1() {
        Simulation server = Simulation.serving(FOUR);
        server.signal("USR1");
        assertThat(server.orders()).containsExactly("reopen logs", "reopen 1", "reopen 2", "reopen 3", "reopen 4");
    }

    @Test
    void knowsWhatToDoWithEveryFact() {
        Simulation server = Simulation.serving(FOUR);
        List<Fact> facts = List.of(
                new Fact.Ready(),
                new Fact.Failed(false, "x"),
                new Fact.AppFailed("/shop", "x"),
                new Fact.Draining(),
                new Fact.Drained(),
                new Fact.TimedOut("GET", "/", Duration.ZERO, true, "t", "s"),
                new Fact.Stuck("GET", "/", Duration.ZERO, "t", "s"),
                new Fact.Unhealthy("x"),
                new Fact.Signalled("TERM"),
                new Fact.Answered(1, Fact.Answered.Outcome.DONE, "x"),
                new Fact.Note("INFO", "a.b", "c"));
        assertThat(facts).extracting(Object::getClass).hasSameElementsAs(List.of(Fact.class.getPermittedSubclasses()));
        facts.forEach(fact -> server.says(server.inSlot(1), fact));
        assertThat(server.ended()).isFalse();
    }
}
