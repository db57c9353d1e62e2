package org.junicorn.launcher.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junicorn.container.Container;
import org.junicorn.container.Refused;
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
        written.requestFinished("GET", 200, 1_000);
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
    void aNewWorkerGivesWayToAnOlderOneThatTakesTheListenersConnections() {
        Scoreboard.Row old = board.row(0);
        Scoreboard.Row fresh = board.row(1);
        board.clear(1);
        fresh.slowStart(Duration.ofHours(1));
        fresh.accepting(true);
        fresh.heartbeat(0);
        assertThat(fresh.givesWay("a")).as("nobody else accepts").isFalse();
        old.accepting(true);
        old.heartbeat(0);
        old.awaiting("a", true);
        assertThat(fresh.givesWay("a")).isTrue();
        assertThat(fresh.givesWay("a")).isTrue();
        assertThat(old.givesWay("a")).as("who is not new").isFalse();
        assertThat(fresh.givesWay("b")).isTrue();
        assertThat(fresh.givesWay("b")).as("nobody takes those").isFalse();
        old.awaiting("a", false);
        assertThat(fresh.givesWay("a")).isTrue();
        assertThat(fresh.givesWay("a")).as("nobody takes these any more").isFalse();
        old.awaiting("a", true);
        old.accepting(false);
        assertThat(fresh.givesWay("a")).as("a draining worker does not count").isFalse();
    }

    @Test
    void anOlderWorkerDoesNotFindItselfCrowdedForANewOne() {
        Scoreboard.Row old = board.row(0);
        Scoreboard.Row fresh = board.row(1);
        board.clear(1);
        for (Scoreboard.Row row : List.of(old, fresh)) {
            row.accepting(true);
            row.heartbeat(0);
        }
        old.connectionOpened();
        old.connectionOpened();
        assertThat(old.crowded()).isTrue();
        fresh.slowStart(Duration.ofHours(1));
        assertThat(old.crowded()).isFalse();
        fresh.slowStart(Duration.ofNanos(1));
        assertThat(old.crowded()).as("it is not new any more").isTrue();
    }

    @Test
    void countsEachRequestByItsMethodItsStatusAndItsDuration() {
        Scoreboard.Row row = board.row(1);
        row.requestFinished("GET", 200, 1_000_000);
        row.requestFinished("GET", 204, 1_000_001);
        row.requestFinished("PROPFIND", 499, 70_000_000_000L);
        row.requestFinished("", 0, 0);
        Counts counts = row.counts();
        assertThat(counts.requests()).isEqualTo(4);
        assertThat(counts.requests(Counts.Method.GET, Counts.StatusClass.SUCCESS))
                .isEqualTo(2);
        assertThat(counts.requests(Counts.Method.OTHER, Counts.StatusClass.CLIENT_ERROR))
                .isEqualTo(1);
        assertThat(counts.requests(Counts.Method.OTHER, Counts.StatusClass.OTHER))
                .isEqualTo(1);
        assertThat(counts.requests(Counts.Method.POST, Counts.StatusClass.SUCCESS))
                .isZero();
        assertThat(counts.durations())
                .hasSize(Counts.BOUNDS.size() + 1)
                .startsWith(2L, 1L, 0L)
                .endsWith(0L, 1L);
        assertThat(counts.duration()).isEqualTo(Duration.ofNanos(70_002_000_001L));
    }

    @Test
    void countsARequestThatAnotherWorkerAnswersForTheLimitButNotForTheTotals() {
        Scoreboard.Row row = board.row(1);
        row.requestStarted();
        row.requestForwarded();
        assertThat(row.requests()).isEqualTo(1);
        assertThat(row.inFlight()).isZero();
        assertThat(row.counts().requests()).isZero();
        assertThat(row.counts().forwarded()).isEqualTo(1);
    }

    @Test
    void whatOneWorkerCountsIsNoOthers() {
        for (Refused reason : Refused.values()) {
            board.row(1).refused(reason);
        }
        board.row(2).accepting(false);
        for (Refused reason : Refused.values()) {
            assertThat(board.row(1).counts().refused(reason)).as(reason.name()).isEqualTo(1);
        }
        assertThat(board.row(2).counts().refused(Refused.PROXY)).isZero();
    }

    @Test
    void countsWhatTheCacheAnswersAndWhatItCannot() {
        Scoreboard.Row row = board.row(1);
        row.ranInline();
        row.cacheHit();
        row.cacheHit();
        row.cacheMissed();
        assertThat(row.counts().cacheHits()).isEqualTo(2);
        assertThat(row.counts().cacheMisses()).isEqualTo(1);
        assertThat(row.counts().proxyFailures()).isZero();
        assertThat(row.counts().inline()).isEqualTo(1);
        assertThat(row.counts().handshakesFailed()).isZero();
    }

    @Test
    void keepsEveryNumberInAPlaceOfItsOwn() {
        Scoreboard.Row row = board.row(0);
        row.queueWaited(11);
        row.bytesReceived(12);
        row.bytesSent(13);
        row.connectionOpened();
        row.busyThreads(3);
        JvmFigures jvm = new JvmFigures(1, 2, 3, 4, 5, Duration.ofMillis(6), 7, 8, Duration.ofMillis(9));
        row.fares(jvm);
        row.fares(new Container.Load(21, Duration.ofSeconds(22), Duration.ofSeconds(23), 24));
        row.requestStarted();
        row.heartbeat(Scoreboard.MAX_IO_THREADS - 1);

        Counts counts = row.counts();
        assertThat(counts.queueWait()).isEqualTo(Duration.ofNanos(11));
        assertThat(counts.queueWaits()).isEqualTo(1);
        assertThat(counts.received()).isEqualTo(12);
        assertThat(counts.sent()).isEqualTo(13);
        assertThat(counts.connections()).isEqualTo(1);
        assertThat(counts.gcTime()).isEqualTo(Duration.ofMillis(6));
        assertThat(counts.gcRuns()).isEqualTo(7);
        assertThat(counts.cpu()).isEqualTo(Duration.ofMillis(9));
        assertThat(counts.requests()).isZero();
        assertThat(counts.durations()).containsOnly(0L);
        assertThat(row.busyThreads()).isEqualTo(3);
        assertThat(row.jvm()).isEqualTo(jvm);
        assertThat(row.queued()).isEqualTo(21);
        assertThat(row.sessions()).isEqualTo(24);
        long later = System.nanoTime() + 1_000_000_000;
        assertThat(row.oldestQueued(later)).isBetween(Duration.ofSeconds(23), Duration.ofSeconds(60));
        assertThat(row.oldestRequest(later)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(61));
        assertThat(board.row(1).counts().sent()).isZero();
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
