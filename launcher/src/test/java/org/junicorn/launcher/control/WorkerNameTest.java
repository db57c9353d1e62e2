package org.junicorn.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junicorn.launcher.supervisor.Status.WorkerStatus;
import org.junit.jupiter.api.Test;

class WorkerNameTest {
    private final List<WorkerStatus> workers = List.of(
            worker(1, 1, 811, 1, "draining", false),
            worker(5, 1, 815, 2, "ready", true),
            worker(6, 1, 816, 3, "booting", false),
            worker(2, 2, 1, 1, "ready", true));

    static WorkerStatus worker(long id, int slot, int pid, int generation, String state, boolean accepting) {
        return new WorkerStatus(
                id,
                slot,
                (int) id,
                pid,
                generation,
                state,
                accepting,
                Duration.ZERO,
                Optional.empty(),
                0,
                0,
                Optional.empty());
    }

    private long find(String name) throws Commands.Refused {
        return WorkerName.parse(name).find(workers).id();
    }

    @Test
    void aNumberIsASlotAndMeansTheWorkerThatServes() throws Commands.Refused {
        assertThat(find("1")).isEqualTo(5);
        assertThat(find("slot=1")).isEqualTo(5);
        assertThat(find("2")).isEqualTo(2);
    }

    @Test
    void aProcessIsNamedByItsNumber() throws Commands.Refused {
        assertThat(find("pid=811")).isEqualTo(1);
        assertThat(find("pid=1")).isEqualTo(2);
    }

    @Test
    void saysWhichWorkersThereAre() {
        assertThatThrownBy(() -> find("9"))
                .hasMessage(
                        "there is no worker with slot=9; there are 1 (pid=811), 1 (pid=815), 1 (pid=816), 2 (pid=1)");
        assertThatThrownBy(() -> find("one"))
                .hasMessage("\"one\" names no worker; write a slot, as in 2, or a process, as in pid=812");
        assertThatThrownBy(() -> find("0")).hasMessageContaining("names no worker");
    }
}
