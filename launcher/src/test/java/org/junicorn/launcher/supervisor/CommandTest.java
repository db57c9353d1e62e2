package org.junicorn.launcher.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.List;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.Order;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.supervisor.Simulation.Process;
import org.junicorn.launcher.supervisor.Status.Phase;
import org.junicorn.launcher.supervisor.Status.Reload;
import org.junicorn.launcher.supervisor.Status.Reload.Result;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;
import org.junit.jupiter.api.Test;

class CommandTest {
    private final Simulation server = Simulation.serving(Simulation.FOUR);

    @Test
    void tellsHowEverythingStands() {
        server.served(server.inSlot(2), 7);
        server.pass(Duration.ofSeconds(3));
        Status status = server.status();
        assertThat(status.phase()).isEqualTo(Phase.SERVING);
        assertThat(status.generation()).hasValue(1);
        assertThat(status.candidate()).isEmpty();
        assertThat(status.target()).isEqualTo(4);
        assertThat(status.workers()).extracting(WorkerStatus::slot).containsExactly(1, 2, 3, 4);
        assertThat(status.workers()).allMatch(WorkerStatus::accepting);
        WorkerStatus second = status.workers().get(1);
        assertThat(second.state()).isEqualTo("ready");
        assertThat(second.requests()).isEqualTo(7);
        assertThat(second.readyFor()).contains(Duration.ofSeconds(3));
        assertThat(second.leaving()).isEmpty();
    }

    @Test
    void tellsHowEachReloadWent() {
        Outcome asked = server.asks(new Command.Reload());
        assertThat(asked.generation()).hasValue(2);
        assertThat(server.status().phase()).isEqualTo(Phase.RELOADING);
        Outcome queued = server.asks(new Command.Reload());
        assertThat(queued.generation()).hasValue(3);
        assertThat(queued.message()).isEqualTo("generation 3 follows when generation 2 is decided");
        server.happens(new Event.NotPrepared(2, ExitCode.APP, "web.xml line 3"));
        server.prepared(Simulation.FOUR);
        for (int worker = 0; worker < 4; worker++) {
            server.ready(server.newest());
            server.workers().stream()
                    .filter(process -> process.generation() == 1)
                    .findFirst()
                    .ifPresent(old -> {
                        server.says(old, new Fact.Draining());
                        server.exits(old, 0);
                    });
        }
        assertThat(server.status().reloads())
                .extracting(Reload::generation, Reload::result, Reload::message)
                .containsExactly(
                        tuple(1, Result.DONE, ""),
                        tuple(2, Result.FAILED, "web.xml line 3"),
                        tuple(3, Result.DONE, ""));
        assertThat(server.status().phase()).isEqualTo(Phase.SERVING);
    }

    @Test
    void drainsAWorkerAndPutsAnotherInItsPlace() {
        Process second = server.inSlot(2);
        assertThat(server.asks(new Command.Drain(second.id())).accepted()).isTrue();
        assertThat(server.orders()).contains("drain " + second.id()).anyMatch(order -> order.startsWith("spawn"));
        assertThat(server.status().workers())
                .filteredOn(worker -> worker.id() == second.id())
                .singleElement()
                .satisfies(worker -> {
                    assertThat(worker.state()).isEqualTo("draining");
                    assertThat(worker.leaving()).contains("drain asked for by ctl");
                });
        assertThat(server.asks(new Command.Drain(second.id())))
                .isEqualTo(Outcome.refused(
                        "worker 2 (pid " + second.pid() + ") is draining, and only a ready worker can be drained"));
    }

    @Test
    void restartsAWorkerOnlyWhenItsReplacementIsReady() {
        Process second = server.inSlot(2);
        assertThat(server.asks(new Command.Restart(second.id())).accepted()).isTrue();
        assertThat(server.orders()).noneMatch(order -> order.startsWith("drain"));
        server.ready(server.newest());
        assertThat(server.orders()).contains("drain " + second.id());
    }

    @Test
    void killsAWorkerAtOnce() {
        Process second = server.inSlot(2);
        assertThat(server.asks(new Command.Kill(second.id())).accepted()).isTrue();
        assertThat(server.orders()).contains("kill " + second.id());
        server.dies(second);
        assertThat(server.inSlot(2).id()).isNotEqualTo(second.id());
    }

    @Test
    void refusesWorkersThatDoNotExist() {
        assertThat(server.asks(new Command.Kill(99)))
                .isEqualTo(Outcome.refused(
                        "that worker has ended; there are [worker 1 (pid 101), worker 2 (pid 102), worker 3 (pid 103),"
                                + " worker 4 (pid 104)]"));
    }

    @Test
    void changesTheNumberOfWorkers() {
        assertThat(server.asks(new Command.ScaleBy(2)).message()).isEqualTo("there shall be 6 workers");
        server.allReady();
        server.allReady();
        assertThat(server.workers()).hasSize(6);
        assertThat(server.asks(new Command.Scale(1)).message()).isEqualTo("there shall be 1 worker");
        assertThat(server.orders())
                .filteredOn(order -> order.startsWith("drain"))
                .hasSize(5);
        assertThat(server.asks(new Command.ScaleBy(9999)).message())
                .isEqualTo("not 10000 workers: there can be at most 1024");
        assertThat(server.asks(new Command.Scale(0))).isEqualTo(Outcome.refused("there must be at least one worker"));
    }

    @Test
    void opensLogsAgainAndStops() {
        server.asks(new Command.Reopen());
        assertThat(server.orders()).contains("reopen logs", "reopen 1", "reopen 4");
        server.asks(new Command.Stop(false));
        assertThat(server.status().phase()).isEqualTo(Phase.STOPPING);
        assertThat(server.orders()).containsAll(List.of("drain 1", "drain 2", "drain 3", "drain 4"));
        assertThat(server.asks(new Command.Reload())).isEqualTo(Outcome.refused("the server is stopping"));
    }

    @Test
    void passesAnOrderOnAndExcusesTheWorkerUntilItHasAnswered() {
        Process second = server.inSlot(2);
        Order heap = new Order.Heap(7, "/heap");
        assertThat(server.asks(new Command.Tell(second.id(), heap, Duration.ofMinutes(10)))
                        .accepted())
                .isTrue();
        assertThat(server.orders()).containsExactly("tell 2 Heap[question=7, file=/heap]");
        server.pass(Duration.ofMinutes(5), second);
        assertThat(server.orders()).isEmpty();
        server.says(second, new Fact.Answered(7, Fact.Answered.Outcome.DONE, ""));
        server.pass(Simulation.FOUR.timeout().plusSeconds(2), second);
        assertThat(server.orders()).contains("dump 2");
    }

    @Test
    void setsTheLevelOfTheLogsHereAndInTheWorkers() {
        assertThat(server.asks(new Command.LogLevel("root", EventLog.Level.DEBUG))
                        .message())
                .isEqualTo("the level of root is debug");
        assertThat(server.orders())
                .containsExactly(
                        "level of root DEBUG",
                        "tell 1 LogLevel[logger=root, level=DEBUG]",
                        "tell 2 LogLevel[logger=root, level=DEBUG]",
                        "tell 3 LogLevel[logger=root, level=DEBUG]",
                        "tell 4 LogLevel[logger=root, level=DEBUG]");
    }

    @Test
    void hasAFrozenWorkersJvmPrintItsThreads() {
        assertThat(server.asks(new Command.Dump(server.inSlot(3).id())).accepted())
                .isTrue();
        assertThat(server.orders()).containsExactly("dump 3");
    }
}
