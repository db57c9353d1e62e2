package org.junicorn.launcher.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreboardTest {
    @TempDir
    private Path folder;

    private Path file;
    private Scoreboard board;

    @BeforeEach
    void create() throws IOException {
        file = folder.resolve("scoreboard");
        board = Scoreboard.create(file);
        for (int row = 0; row < 4; row++) {
            board.clear(row);
        }
    }

    @Test
    void showsOneProcessWhatAnotherHasCounted() throws IOException {
        Scoreboard.Row written = Scoreboard.open(file).row(2);
        written.connectionOpened();
        written.connectionOpened();
        written.connectionClosed();
        written.requestStarted();
        written.requestStarted();
        written.requestFinished(200, 1_000, 5);
        Scoreboard.Row read = board.row(2);
        assertThat(read.connections()).isEqualTo(1);
        assertThat(read.requests()).isEqualTo(1);
        assertThat(read.inFlight()).isEqualTo(1);
    }

    @Test
    void tellsTheAgeOfTheMostSilentIoThread() {
        Scoreboard.Row row = board.row(1);
        assertThat(row.silentNanos(System.nanoTime())).isZero();
        row.heartbeat(0);
        long between = System.nanoTime();
        row.heartbeat(1);
        assertThat(row.silentNanos(between + 1_000)).isBetween(1_000L, 10_000_000_000L);
        assertThat(row.silentNanos(between + 5_000_000_000L)).isGreaterThanOrEqualTo(5_000_000_000L);
    }

    @Test
    void findsAWorkerCrowdedOnlyIfAnotherAcceptingOneHasClearlyFewerConnections() {
        Scoreboard.Row busy = board.row(0);
        Scoreboard.Row idle = board.row(1);
        busy.accepting(true);
        busy.heartbeat(0);
        busy.connectionOpened();
        busy.connectionOpened();
        assertThat(busy.crowded()).as("nobody else accepts").isFalse();
        idle.accepting(true);
        idle.heartbeat(0);
        assertThat(busy.crowded()).isTrue();
        idle.connectionOpened();
        assertThat(busy.crowded()).as("one more is allowed").isFalse();
        idle.connectionClosed();
        idle.accepting(false);
        assertThat(busy.crowded()).as("a draining worker does not count").isFalse();
    }

    @Test
    void forgetsARowThatIsCleared() {
        board.row(3).connectionOpened();
        board.row(3).accepting(true);
        board.clear(3);
        assertThat(board.row(3).connections()).isZero();
    }

    @Test
    void isPrivateToItsOwner() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesAFileThatIsSomethingElse() throws IOException {
        Path other = folder.resolve("other");
        Files.write(other, new byte[8]);
        assertThatThrownBy(() -> Scoreboard.open(other)).hasMessage(other + " is not a scoreboard");
    }
}
