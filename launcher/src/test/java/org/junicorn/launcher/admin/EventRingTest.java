package org.junicorn.launcher.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junicorn.launcher.log.EventLog;
import org.junit.jupiter.api.Test;

class EventRingTest {
    private final EventRing ring = new EventRing();

    private void hear(EventLog.Level level, String name, String text) {
        ring.heard(new EventLog.Entry(Instant.EPOCH, level, name, Map.of("text", text)));
    }

    @Test
    void keepsTheNewestAndTheirNumbers() {
        for (int i = 1; i <= 600; i++) {
            hear(EventLog.Level.INFO, "e", "" + i);
            hear(EventLog.Level.DEBUG, "e", "not kept");
        }
        List<EventRing.Numbered> all = ring.after(0);
        assertThat(all).hasSize(500);
        assertThat(all.get(0).id()).isEqualTo(101);
        assertThat(ring.after(599)).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo(600);
            assertThat(event.entry().fields()).containsEntry("text", "600");
        });
    }

    @Test
    void longTextsTakeALimitedPlace() {
        for (int i = 1; i <= 500; i++) {
            hear(EventLog.Level.WARNING, "worker.log", "x".repeat(100_000));
        }
        List<EventRing.Numbered> all = ring.after(0);
        assertThat(all.get(all.size() - 1).id()).isEqualTo(500);
        assertThat(all.get(0).entry().fields().get("text"))
                .hasSizeLessThan(10_000)
                .endsWith("x… (the log has it all)");
        assertThat(all.stream().mapToLong(EventRing.Numbered::characters).sum()).isLessThanOrEqualTo(1024 * 1024);
        assertThat(all.size()).isGreaterThan(100);
        hear(EventLog.Level.INFO, "worker.spawned", "");
        assertThat(ring.starts()).containsEntry("start", 1L);
    }
}
