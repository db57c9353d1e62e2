package org.junicorn.launcher.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TotalsTest {
    @TempDir
    private Path folder;

    private Scoreboard scoreboard;
    private Totals totals;

    @BeforeEach
    void create() throws IOException {
        scoreboard = Scoreboard.create(folder.resolve("scoreboard"));
        totals = new Totals(scoreboard);
    }

    @Test
    void keepsWhatWorkersHaveCountedThatAreGone() {
        totals.begun(1, 1, 1, 4711, 0);
        scoreboard.row(0).requestFinished("GET", 200, 1);
        totals.begun(2, 1, 2, 4712, 1);
        scoreboard.row(1).requestFinished("GET", 200, 1);
        assertThat(totals.bySlot().get(1).requests()).isEqualTo(2);

        totals.ended(1, 0);
        assertThat(totals.bySlot().get(1).requests()).isEqualTo(2);
        assertThat(scoreboard.row(0).requests()).as("the row is free").isZero();

        totals.begun(3, 2, 2, 4713, 0);
        scoreboard.row(0).requestFinished("GET", 200, 1);
        assertThat(totals.bySlot().get(1).requests()).isEqualTo(2);
        assertThat(totals.bySlot().get(2).requests()).isEqualTo(1);
        totals.ended(2, 1);
        assertThat(totals.bySlot().get(1).requests()).isEqualTo(2);
        assertThat(totals.living()).extracting(Totals.Living::pid).containsExactly(4713);
    }
}
