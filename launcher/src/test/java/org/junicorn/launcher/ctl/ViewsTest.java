package org.junicorn.launcher.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.control.Json;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private final Rates rates = new Rates();

    @SuppressWarnings("unchecked")
    private String view(String words, String json) {
        return Views.of(words, (Map<String, Object>) Json.read(json), rates);
    }

    @Test
    void showsWorkersInATable() {
        assertThat(view("show workers", """
                        {"workers": [
                          {"slot": 1, "pid": 812, "generation": 3, "state": "ready", "ready_for": 192.0,
                           "requests": 1234567, "in_flight": 4, "connections": 20, "busy_threads": 3, "threads": 50,
                           "heap_used": 125829120, "heap_max": 536870912, "rss": 314572800, "gc_share": 0.0042},
                          {"slot": 2, "pid": 80, "generation": 12, "state": "draining", "requests": 0,
                           "in_flight": 0, "leaving": "max_requests", "last_exit": {"cause": "frozen", "age": 61}}],
                         "server": {"ready": 1, "target": 2, "generation": 3, "phase": "reloading", "uptime": 4000,
                           "last_reload": {"generation": 4, "result": "failed", "age": 12, "message": "no"}}}
                        """)).isEqualTo("""
                        SLOT  PID  GEN  STATE        UP   REQUESTS  RATE/s  ACTIVE  CONNS  BUSY       HEAP   RSS    GC  LAST EXIT         NOTE
                           1  812    3  ready     3m12s  1,234,567       -       4     20  3/50  120M/512M  300M  0.4%  -
                           2   80   12  draining      -          0       -       0      -     -          -     -     -  frozen 1m01s ago  max_requests

                        1 of 2 workers serve; generation 3, reloading, up 1h06m
                        generation 4 failed 12s ago: no
                        """);
    }

    @Test
    void showsWhyWorkersEnded() {
        assertThat(view("show history", """
                        {"reloads": [{"generation": 1, "result": "done", "age": 100}],
                         "exits": [{"slot": 2, "pid": 812, "generation": 1, "cause": "oom_killer", "how": "signal KILL",
                           "age": 5, "lifetime": 61, "requests": 12345, "in_flight": 3, "detail": "no memory"}]}
                        """)).isEqualTo("""
                        GEN  RESULT    AGO  MESSAGE
                          1  done    1m40s

                        SLOT  PID  GEN  CAUSE       HOW           AGO  LIVED  REQUESTS  LOST  DETAIL
                           2  812    1  oom_killer  signal KILL  5.0s  1m01s    12,345     3  no memory
                        """);
    }

    @Test
    void showsSettingsAsPrintConfigDoes() {
        assertThat(view("show config", """
                        {"settings": [{"key": "chdir", "value": "", "origin": "default"},
                          {"key": "workers", "value": "2", "origin": "--workers"}]}""")).isEqualTo("chdir =  # default\nworkers = 2  # --workers\n");
    }

    @Test
    void toleratesWhatAnotherVersionDoesNotSay() {
        for (String words : new String[] {
            "show workers", "show stats", "show listeners", "show sessions", "show history", "show config", "show all"
        }) {
            assertThat(view(words, "{}")).doesNotContain("null");
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void reckonsARateBetweenTwoLooks() {
        String workers = "{\"workers\": [{\"pid\": 1, \"requests\": %d}]}";
        assertThat(rates.of(1L)).isEmpty();
        assertThat(rates.note((Map<String, Object>) Json.read(workers.formatted(100))))
                .isTrue();
        assertThat(rates.of(1L)).isEmpty();
        assertThat(rates.note((Map<String, Object>) Json.read(workers.formatted(200))))
                .isFalse();
        assertThat(rates.of(1L).orElseThrow()).isPositive();
        assertThat(rates.note(Map.of())).isFalse();
    }

    @Test
    void writesNumbersAsPeopleReadThem() {
        assertThat(Units.count(999)).isEqualTo("999");
        assertThat(Units.count(1000)).isEqualTo("1,000");
        assertThat(Units.count(-1234567)).isEqualTo("-1,234,567");
        assertThat(Units.time(0.44)).isEqualTo("0.4s");
        assertThat(Units.time(59.9)).isEqualTo("59s");
        assertThat(Units.time(3599)).isEqualTo("59m59s");
        assertThat(Units.time(90_061)).isEqualTo("1d1h");
        assertThat(Units.bytes(512)).isEqualTo("512");
        assertThat(Units.bytes(4096)).isEqualTo("4K");
        assertThat(Units.bytes(3L << 29)).isEqualTo("1.5G");
        assertThat(Units.rate(Optional.of(9.96))).isEqualTo("10.0");
        assertThat(Units.rate(Optional.of(1234.5))).isEqualTo("1,235");
        assertThat(Units.share(0.5)).isEqualTo("50.0%");
        assertThat(Units.line("a\nb")).isEqualTo("a ...");
    }

    @Test
    void aServerCannotMoveTheCursor() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        new Screen(stream, stream).print("a\033[2Jb\rc\n\td");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a.[2Jb.c\n\td");
    }
}
