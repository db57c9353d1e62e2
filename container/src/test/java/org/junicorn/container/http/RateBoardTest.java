package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateBoardTest {
    private static final Duration TENTH = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private final RateBoard board = RateBoard.alone(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private int allowed(String client, int tries) {
        int allowed = 0;
        for (int i = 0; i < tries; i++) {
            allowed += board.take(client, TENTH, 5).isZero() ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void aBurstIsAllowedAndThenAsManyAsTheRateSays() {
        assertThat(allowed("a", 20)).isEqualTo(5);
        pass(TENTH);
        assertThat(allowed("a", 20)).isEqualTo(1);
        pass(Duration.ofMillis(350));
        assertThat(allowed("a", 20)).isEqualTo(3);
        pass(Duration.ofHours(1));
        assertThat(allowed("a", 20)).isEqualTo(5);
    }

    @Test
    void whoIsRefusedIsToldWhenToComeAgain() {
        allowed("a", 5);
        assertThat(board.take("a", TENTH, 5)).isEqualTo(TENTH);
        pass(TENTH);
        assertThat(board.take("a", TENTH, 5)).isZero();
    }

    @Test
    void whatIsRefusedDoesNotCount() {
        allowed("a", 1000);
        pass(Duration.ofMillis(500));
        assertThat(allowed("a", 20)).isEqualTo(5);
    }

    @Test
    void clientsDoNotCountForEachOther() {
        for (int i = 0; i < 1000; i++) {
            assertThat(allowed("client " + i, 7)).isEqualTo(5);
        }
    }

    @Test
    void moreClientsThanPlacesNeverTakeRequestsFromEachOther() {
        for (int i = 0; i < 70_000; i++) {
            assertThat(board.take("client " + i, TENTH, 5)).isZero();
        }
        assertThat(allowed("somebody else", 5)).isEqualTo(5);
    }

    @Test
    void aRecordOfLongAgoSaysNothing() {
        for (int days = 1; days < 40; days++) {
            allowed("a", 5);
            pass(Duration.ofDays(days));
            assertThat(allowed("a", 6)).isEqualTo(5);
            pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void allWhoMapTheFileCountTogether() throws Exception {
        Path file = folder.resolve("rates");
        RateBoard.create(file);
        AtomicInteger allowed = new AtomicInteger();
        Thread[] workers = new Thread[4];
        for (int i = 0; i < workers.length; i++) {
            RateBoard own = RateBoard.open(file);
            workers[i] = new Thread(() -> {
                for (int request = 0; request < 1000; request++) {
                    allowed.addAndGet(own.take("a", Duration.ofSeconds(10), 500).isZero() ? 1 : 0);
                }
            });
        }
        for (Thread worker : workers) {
            worker.start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        assertThat(allowed.get()).isBetween(500, 502);
        assertThat(Files.size(file)).isLessThan(1 << 20);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("other"), "no board");
        assertThatThrownBy(() -> RateBoard.open(file)).hasMessage(file + " is not a board of rates");
    }
}
