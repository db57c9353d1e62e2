package org.junicorn.container.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junicorn.container.security.Nonces.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoncesTest {
    private static final String CLIENT = "192.0.2.7";

    @TempDir
    private Path folder;

    private long now = 77;
    private final Nonces nonces = new Nonces(LoginBoard.alone(() -> now));

    private Use use(String nonce, long count) {
        return nonces.use(nonce, count, CLIENT);
    }

    @Test
    void aCountIsTakenOnce() {
        String nonce = nonces.issue(CLIENT);
        assertThat(use(nonce, 1)).isEqualTo(Use.GOOD);
        assertThat(use(nonce, 1)).isEqualTo(Use.WRONG);
        assertThat(use(nonce, 2)).isEqualTo(Use.GOOD);
        assertThat(use(nonce, 0)).isEqualTo(Use.WRONG);
        assertThat(use(nonce, -1)).isEqualTo(Use.WRONG);
    }

    @Test
    void requestsMayOvertakeEachOther() {
        String nonce = nonces.issue(CLIENT);
        assertThat(use(nonce, 30)).isEqualTo(Use.GOOD);
        assertThat(use(nonce, 7)).isEqualTo(Use.GOOD);
        assertThat(use(nonce, 6)).as("too far behind to know").isEqualTo(Use.WRONG);
        assertThat(use(nonce, 29)).isEqualTo(Use.GOOD);
        assertThat(use(nonce, 29)).isEqualTo(Use.WRONG);
        assertThat(use(nonce, 31)).isEqualTo(Use.GOOD);
        assertThat(use(nonce, 30)).isEqualTo(Use.WRONG);
        assertThat(use(nonce, 100)).isEqualTo(Use.GOOD);
        assertThat(use(nonce, 99)).isEqualTo(Use.GOOD);
        assertThat(use(nonce, 31)).isEqualTo(Use.WRONG);
    }

    @Test
    void itIsForOneClientAndFiveMinutes() {
        String nonce = nonces.issue(CLIENT);
        assertThat(nonces.use(nonce, 1, "192.0.2.8")).isEqualTo(Use.WRONG);
        now += Duration.ofMinutes(5).toNanos();
        assertThat(use(nonce, 1)).isEqualTo(Use.GOOD);
        now += Duration.ofMillis(1).toNanos();
        assertThat(use(nonce, 2)).isEqualTo(Use.STALE);
    }

    @Test
    void aNonceThatIsNotOursIsWrong() {
        String nonce = nonces.issue(CLIENT);
        for (String other :
                new String[] {"", ":", "::", "x", "1:2:3", "0" + nonce, nonce + "0", "-" + nonce, "a:b:é"}) {
            assertThat(use(other, 1)).as(other).isEqualTo(Use.WRONG);
        }
        assertThat(new Nonces(LoginBoard.alone()).use(nonce, 1, CLIENT)).isEqualTo(Use.WRONG);
    }

    @Test
    void aNonceWhosePlaceWasTakenIsStale() {
        String nonce = nonces.issue(CLIENT);
        for (int i = 0; i < LoginBoard.NONCES; i++) {
            nonces.issue(CLIENT);
        }
        assertThat(use(nonce, 1)).isEqualTo(Use.STALE);
        assertThat(use(nonces.issue(CLIENT), HIGHER_THAN_KEPT)).isEqualTo(Use.STALE);
    }

    private static final long HIGHER_THAN_KEPT = 1 << 20;

    @Test
    void anotherWorkerKnowsIt() throws IOException {
        Path file = folder.resolve("logins");
        LoginBoard.create(file);
        Nonces one = new Nonces(LoginBoard.open(file));
        Nonces other = new Nonces(LoginBoard.open(file));
        String nonce = one.issue(CLIENT);
        assertThat(other.use(nonce, 1, CLIENT)).isEqualTo(Use.GOOD);
        assertThat(one.use(nonce, 1, CLIENT)).isEqualTo(Use.WRONG);
    }
}
