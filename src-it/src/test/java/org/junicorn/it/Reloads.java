package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What several scenarios ask about replaced workers. */
final class Reloads {
    private Reloads() {}

    /** Sends HUP and waits until that reload is done. */
    static LogEvent reload(ServerProcess server) {
        int mark = server.log().mark();
        server.signal("HUP");
        LogEvent done = server.log().awaitSince(mark, "reload.done");
        assertThat(server.log().eventsSince(mark, "reload.failed")).isEmpty();
        return done;
    }

    /** Sends HUP and waits until that reload has failed. */
    static LogEvent failingReload(ServerProcess server) {
        int mark = server.log().mark();
        server.signal("HUP");
        LogEvent failed = server.log().awaitSince(mark, "reload.failed");
        assertThat(server.log().eventsSince(mark, "reload.done")).isEmpty();
        return failed;
    }

    /**
     * Replays the log: from the first {@code server.ready} on there were never fewer than {@code atLeast} workers ready
     * and not draining, and never more than {@code atMost} processes.
     */
    static void assertAlwaysBetween(ServerProcess server, int atLeast, int atMost) {
        Map<Long, String> states = new TreeMap<>();
        boolean serving = false;
        List<LogEvent> events = server.log().lines().stream()
                .map(LogEvent::parse)
                .flatMap(Optional::stream)
                .toList();
        for (LogEvent event : events) {
            switch (event.name()) {
                case "worker.spawned" -> states.put(Long.valueOf(event.field("pid")), "booting");
                case "worker.ready", "worker.promoted" -> states.put(Long.valueOf(event.field("pid")), "ready");
                case "worker.draining" -> states.put(Long.valueOf(event.field("pid")), "draining");
                case "worker.exited" -> states.remove(Long.valueOf(event.field("pid")));
                case "server.ready" -> serving = true;
                case "supervisor.stopping" -> {
                    return;
                }
                default -> {
                    continue;
                }
            }
            long ready = states.values().stream().filter("ready"::equals).count();
            if (serving) {
                assertThat(ready).as("ready workers at: %s", event).isGreaterThanOrEqualTo(atLeast);
            }
            assertThat(states.size()).as("processes at: %s", event).isLessThanOrEqualTo(atMost);
        }
    }
}
