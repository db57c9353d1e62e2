package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    @Test
    void timeOfAProcessIsThatOfItsThreads() throws Exception {
        Supervisor self = new Supervisor(ProcessHandle.current().pid());
        long before = self.cpuNanos();
        long began = System.nanoTime();
        while (self.cpuNanos() - before < 20_000_000 && System.nanoTime() - began < 60_000_000_000L) {
            // works
        }
        assertThat(self.cpuNanos() - before).isGreaterThanOrEqualTo(20_000_000);
        assertThat(Path.of("/proc/self/schedstat")).exists();
    }
}
