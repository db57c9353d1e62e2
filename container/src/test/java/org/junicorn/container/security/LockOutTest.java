package org.junicorn.container.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockOutTest {
    private static final Identity ANN = new Identity("ann", Set.of("admin"));

    @TempDir
    private Path folder;

    private long now = 1_000;
    private final Identities users = new KnownUsers(
            Map.of("ann", new KnownUsers.User(ANN, Optional.of("right"))), Passwords.form(Optional.empty()));
    private final LoginBoard board = LoginBoard.alone(() -> now);
    private final LockOut lockOut = new LockOut(users, board);

    private void after(Duration time) {
        now += time.toNanos();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(lockOut.verify("ann", "wrong")).isEmpty();
        }
    }

    @Test
    void fiveFailuresInARowLockAUserOutForFiveMinutes() {
        fail(4);
        assertThat(lockOut.verify("ann", "right")).contains(ANN);
        fail(5);
        assertThat(lockOut.verify("ann", "right")).isEmpty();
        assertThat(lockOut.find("ann")).isEmpty();
        after(Duration.ofSeconds(299));
        assertThat(lockOut.verify("ann", "right")).isEmpty();
        after(Duration.ofSeconds(1));
        assertThat(lockOut.verify("ann", "right")).contains(ANN);
        fail(4);
        assertThat(lockOut.verify("ann", "right")).contains(ANN);
    }

    @Test
    void aFurtherFailureBeginsTheTimeAnewAndTheRightPasswordDoesNot() {
        fail(5);
        after(Duration.ofSeconds(200));
        fail(1);
        after(Duration.ofSeconds(200));
        assertThat(lockOut.verify("ann", "right")).isEmpty();
        after(Duration.ofSeconds(100));
        assertThat(lockOut.verify("ann", "right")).contains(ANN);
    }

    @Test
    void afterTheTimeTheCountBeginsAnew() {
        fail(9);
        after(Duration.ofSeconds(300));
        fail(4);
        assertThat(lockOut.verify("ann", "right")).contains(ANN);
    }

    @Test
    void whoIsLockedOutKeepsTheSessionsThatHeHas() {
        fail(5);
        assertThat(lockOut.recall(ANN)).contains(ANN);
    }

    @Test
    void othersAreNotLockedOut() {
        for (int i = 0; i < 20; i++) {
            lockOut.verify("bob", "x");
        }
        assertThat(lockOut.verify("ann", "right")).contains(ANN);
    }

    @Test
    void aFloodOfNamesDoesNotFreeWhoIsLockedOut() {
        fail(5);
        after(Duration.ofSeconds(1));
        for (int i = 0; i < 20_000; i++) {
            lockOut.verify("nobody-" + i, "x");
        }
        assertThat(lockOut.verify("ann", "right")).isEmpty();
    }

    @Test
    void workersCountTogether() throws IOException {
        Path file = folder.resolve("logins");
        LoginBoard.create(file);
        LockOut one = new LockOut(users, LoginBoard.open(file));
        LockOut other = new LockOut(users, LoginBoard.open(file));
        for (int i = 0; i < 3; i++) {
            one.verify("ann", "wrong");
        }
        assertThat(other.verify("ann", "wrong")).isEmpty();
        one.verify("ann", "wrong");
        assertThat(one.verify("ann", "right")).isEmpty();
        assertThat(other.verify("ann", "right")).isEmpty();
        // what a worker leaves behind is there for its successor
        assertThat(new LockOut(users, LoginBoard.open(file)).verify("ann", "right"))
                .isEmpty();
    }

    @Test
    void noFailureIsLostWhenManyFailAtOnce() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            threads.add(new Thread(() -> {
                try {
                    start.await();
                    lockOut.verify("ann", "wrong");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(lockOut.verify("ann", "right")).isEmpty();
    }

    @Test
    void aFileThatIsNoBoardIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("other"), "x");
        assertThatThrownBy(() -> LoginBoard.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is not a board of log-ins");
        Path zeros = Files.write(folder.resolve("zeros"), new byte[64 + 8 * (LoginBoard.FAILURES + LoginBoard.NONCES)]);
        assertThatThrownBy(() -> LoginBoard.open(zeros)).hasMessage(zeros + " is not a board of log-ins");
    }
}
