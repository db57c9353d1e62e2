package org.junicorn.launcher.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.supervisor.Event.KernelKills;
import org.junicorn.launcher.supervisor.Simulation.Process;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of the end of a worker. */
class ExitsTest {
    private final Simulation server = Simulation.serving(Simulation.FOUR);
    private final Process worker = server.inSlot(1);

    @Test
    void remembersWhoItWasAndWhatItPrinted() {
        server.served(worker, 12);
        server.pass(Duration.ofSeconds(3));
        server.exits(worker, 7, List.of("one", "two"));
        Exit exit = server.lastExit();
        assertThat(exit.worker()).isEqualTo(worker.id());
        assertThat(exit.slot()).isEqualTo(1);
        assertThat(exit.pid()).isEqualTo(worker.pid());
        assertThat(exit.generation()).isEqualTo(1);
        assertThat(exit.requests()).isEqualTo(12);
        assertThat(exit.lifetime()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(exit.output()).containsExactly("one", "two");
        assertThat(exit.how()).isEqualTo("exit 7");
    }

    @Test
    void tellsAnExitOfTheApplicationByItsStatus() {
        server.exits(worker, 0);
        assertEnd(ExitCause.SYSTEM_EXIT, "the application called System.exit, or the JVM gave up");
        assertThat(server.lastExit().how()).isEqualTo("exit 0");
    }

    @Test
    void tellsAnOutOfMemoryErrorFromAnExitWithItsStatus() {
        server.exits(worker, 3, List.of("Terminating due to java.lang.OutOfMemoryError: Java heap space"));
        assertEnd(
                ExitCause.OUT_OF_MEMORY,
                "out of memory inside the JVM: give it a larger heap (java_opts = \"-Xmx…\") or find the leak");
        server.exits(server.inSlot(2), 3);
        assertThat(server.lastExit().cause()).isEqualTo(ExitCause.SYSTEM_EXIT);
    }

    @Test
    void namesTheHeapDumpOfAnOutOfMemoryError() {
        server.exits(
                worker,
                3,
                List.of(
                        "java.lang.OutOfMemoryError: Java heap space",
                        "Dumping heap to /dumps/heap-slot1.hprof ...",
                        "Heap dump file created [1 bytes in 0.1 secs]",
                        "Terminating due to java.lang.OutOfMemoryError: Java heap space"));
        assertEnd(
                ExitCause.OUT_OF_MEMORY,
                "out of memory inside the JVM: give it a larger heap (java_opts = \"-Xmx…\") or find the leak;"
                        + " its heap is in /dumps/heap-slot1.hprof");
    }

    @Test
    void tellsTheKernelsKillFromThatOfSomebodyElse() {
        server.dies(worker, 9, KernelKills.OF_THIS_GROUP, List.of());
        assertEnd(
                ExitCause.OOM_KILLER,
                "killed by the kernel for want of memory, which its control group has counted: allow more memory, run"
                        + " fewer workers, or limit them (max_worker_rss, java_opts = \"-Xmx…\")");
        server.dies(server.inSlot(2), 9, KernelKills.NONE, List.of());
        assertEnd(
                ExitCause.SIGNALLED,
                "killed by somebody else, and not by the kernel for want of memory, which has counted nothing");
    }

    @Test
    void saysProbablyWhereTheKernelsKillCannotBeTold() {
        server.dies(worker, 9, KernelKills.OF_THE_MACHINE, List.of());
        assertEnd(
                ExitCause.PROBABLY_OOM_KILLER,
                "probably killed by the kernel, which has just killed a process of this machine for want of memory:"
                        + " see dmesg");
        server.dies(server.inSlot(2), 9, KernelKills.UNKNOWN, List.of());
        assertEnd(
                ExitCause.PROBABLY_OOM_KILLER,
                "killed by somebody else, probably by the kernel for want of memory: see dmesg");
    }

    @Test
    void namesTheReportOfACrash() {
        server.dies(
                worker,
                6,
                KernelKills.NONE,
                List.of(
                        "# A fatal error has been detected by the Java Runtime Environment:",
                        "# An error report file with more information is saved as:",
                        "# /dumps/hs_err_pid101.log",
                        "#"));
        assertEnd(ExitCause.JVM_CRASHED, "the JVM crashed: its report is /dumps/hs_err_pid101.log");
        server.dies(server.inSlot(2), 11, KernelKills.NONE, List.of());
        assertEnd(
                ExitCause.JVM_CRASHED,
                "the JVM crashed: it left no report; native code, or somebody who sent it this signal");
    }

    @Test
    void tellsThatAWorkerWasFrozen() {
        server.pass(Duration.ofSeconds(33), worker);
        server.dies(worker);
        assertEnd(ExitCause.FROZEN, "no heartbeat for more than timeout = 30s");
    }

    @Test
    void tellsThatARequestWasStuckWhetherTheWorkerLeavesByItselfOrNot() {
        server.says(worker, new Fact.Stuck("GET", "/", Duration.ofSeconds(9), "task-1", ""));
        server.ready(server.newest());
        server.exits(worker, 0);
        assertEnd(ExitCause.STUCK_REQUEST, "stuck request");
        Process other = server.inSlot(2);
        server.says(other, new Fact.Stuck("GET", "/", Duration.ofSeconds(9), "task-1", ""));
        server.ready(server.newest());
        server.pass(Duration.ofSeconds(24));
        server.dies(other);
        assertEnd(ExitCause.STUCK_REQUEST, "stuck request, and its time to drain is over");
    }

    @Test
    void tellsThatADrainTookTooLong() {
        server.signal("TTOU");
        Process last = server.inSlot(4);
        server.pass(Duration.ofSeconds(24));
        server.dies(last);
        assertEnd(ExitCause.DRAIN_EXPIRED, "scale, and its time to drain is over");
    }

    @Test
    void tellsWhatWasOrderedFromWhatHappenedMeanwhile() {
        server.signal("TTOU");
        server.exits(server.inSlot(4), 0);
        assertEnd(ExitCause.ORDERED, "scale");
        server.signal("TTOU");
        server.dies(server.inSlot(3), 9, KernelKills.OF_THIS_GROUP, List.of());
        assertThat(server.lastExit().cause()).isEqualTo(ExitCause.OOM_KILLER);
        assertThat(server.lastExit().detail()).startsWith("scale; killed by the kernel");
    }

    @Test
    void tellsThatSomebodyElseAskedAWorkerToLeave() {
        server.says(worker, new Fact.Signalled("TERM"));
        server.ready(server.newest());
        server.exits(worker, 0);
        assertEnd(ExitCause.SIGNALLED, "signal TERM sent to the worker");
    }

    @Test
    void tellsFailuresOfTheBootFromThoseOfTheApplication() {
        server.exits(worker, 7);
        Process second = server.newest();
        server.says(second, new Fact.Failed(true, "listener X failed"));
        server.exits(second, 4);
        assertEnd(ExitCause.APP_FAILED, "listener X failed");
        server.pass(Duration.ofSeconds(2));
        Process third = server.newest();
        server.says(third, new Fact.Failed(false, "no descriptors"));
        server.exits(third, 3);
        assertEnd(ExitCause.BOOT_FAILED, "no descriptors");
        server.pass(Duration.ofSeconds(3));
        server.exits(server.newest(), 1, List.of("Error: Could not create the Java Virtual Machine."));
        assertEnd(ExitCause.BOOT_FAILED, "the JVM did not start: see its output");
        server.pass(Duration.ofSeconds(70));
        server.dies(server.newest());
        assertEnd(ExitCause.BOOT_TIMEOUT, "not ready within boot_timeout = 60s");
    }

    @Test
    void countsEveryCauseAndRemembersAHundredEnds() {
        for (int i = 0; i < 130; i++) {
            server.pass(Duration.ofSeconds(2));
            server.dies(server.inSlot(1));
            server.ready(server.inSlot(1));
        }
        assertThat(server.status().exits()).hasSize(100);
        assertThat(server.status().exitCounts()).containsEntry(ExitCause.SIGNALLED, 130L);
    }

    @Test
    void keepsTheLastLinesOfALongOutput() {
        List<String> lines = Stream.iterate(1, i -> i + 1)
                .limit(50)
                .map(i -> i + "x".repeat(2000))
                .toList();
        List<String> kept = ExitHistory.shortened(lines);
        assertThat(kept).hasSize(8);
        assertThat(kept.get(7)).startsWith("50x");
    }

    @ParameterizedTest
    @EnumSource
    void everyCauseIsDocumented(ExitCause cause) throws Exception {
        assertThat(Files.readString(Path.of("../docs/operations.md"))).contains("| `" + cause.text() + "` |");
    }

    private void assertEnd(ExitCause cause, String detail) {
        assertThat(server.lastExit().cause()).isEqualTo(cause);
        assertThat(server.lastExit().detail()).isEqualTo(detail);
    }
}
