package org.junicorn.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junicorn.launcher.log.EventLog.Level.DEBUG;
import static org.junicorn.launcher.log.EventLog.Level.ERROR;
import static org.junicorn.launcher.log.EventLog.Level.INFO;
import static org.junicorn.launcher.log.EventLog.Level.WARNING;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelsTest {
    @Test
    void theLongestNameCounts() {
        Levels levels = new Levels(INFO);
        levels.set("io.undertow", DEBUG);
        levels.set("io.undertow.request", ERROR);
        assertThat(levels.of("io.undertow")).isEqualTo(DEBUG);
        assertThat(levels.of("io.undertow.server.Connectors")).isEqualTo(DEBUG);
        assertThat(levels.of("io.undertow.request.io")).isEqualTo(ERROR);
        assertThat(levels.of("io.undertowed")).isEqualTo(INFO);
        assertThat(levels.of("worker.ready")).isEqualTo(INFO);
    }

    @Test
    void theRootIsForAllOthers() {
        Levels levels = new Levels(INFO);
        levels.set(Levels.ROOT, WARNING);
        assertThat(levels.of("worker.ready")).isEqualTo(WARNING);
        assertThat(levels.all()).isEqualTo(Map.of("root", WARNING));
    }

    @Test
    void quietLoggersAreQuieterThanTheRootUntilTheyAreNamed() {
        Levels levels = new Levels(INFO, Map.of("org.xnio", WARNING));
        assertThat(levels.of("org.xnio.nio")).isEqualTo(WARNING);
        levels.set(Levels.ROOT, DEBUG);
        assertThat(levels.of("org.xnio.nio")).isEqualTo(WARNING);
        levels.set(Levels.ROOT, ERROR);
        assertThat(levels.of("org.xnio.nio")).isEqualTo(ERROR);
        levels.set("org.xnio", DEBUG);
        assertThat(levels.of("org.xnio.nio")).isEqualTo(DEBUG);
    }

    @Test
    void newRulesReplaceAllThatWereGiven() {
        Levels levels = new Levels(INFO);
        levels.set("a", DEBUG);
        levels.replace(WARNING, Map.of("b", ERROR));
        assertThat(levels.all()).isEqualTo(Map.of("root", WARNING, "b", ERROR));
        assertThat(levels.of("a")).isEqualTo(WARNING);
    }
}
