package org.junicorn.container.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One local store in several processes, some of which are killed. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StoreProcessesTest {
    private static final long SIZE = 64L << 20;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("store.mdb");
    }

    @Test
    void aReaderThatWasKilledDoesNotKeepOldPages() throws Exception {
        try (LocalStore store = LocalStore.open(file(), SIZE)) {
            Random random = new Random(1);
            churn(store, random);
            long steady = Files.size(file());
            StoreProcess reader = StoreProcess.start("reads for ever", file(), SIZE, 0);
            try {
                assertThat(reader.line()).isEqualTo("reading");
            } finally {
                reader.kill();
            }
            for (int i = 0; i < 10; i++) {
                store.leads("self", 1000);
                churn(store, random);
            }
            assertThat(Files.size(file())).isLessThan(steady * 2);
        }
    }

    private static void churn(SessionStore store, Random random) throws StoreException {
        for (int i = 0; i < 100; i++) {
            store.create("s" + i, StoreProcess.update(random, 40_000)).orElseThrow();
        }
        for (int i = 0; i < 100; i++) {
            store.remove("s" + i).orElseThrow();
        }
    }

    @Test
    void aProcessFollowsAnotherToALargerSize() throws Exception {
        try (LocalStore store = LocalStore.open(file(), 2 << 20)) {
            byte[] value = new byte[1000];
            Arrays.fill(value, (byte) 7);
            store.create("mine", SessionStoreContract.first(Map.of("a", value)));
            StoreProcess other = StoreProcess.start("grows", file(), SIZE, 0);
            try {
                assertThat(other.line()).isEqualTo("grown");

                assertThat(store.read("mine", 0).orElseThrow().values().get("a").bytes())
                        .isEqualTo(value);
                for (int i = 0; i < 20; i++) {
                    StoreProcess.check(store.read("grown" + i, 0).orElseThrow());
                }
                assertThat(store.rename("mine", "theirs")).isTrue();
                assertThat(other.end()).isEqualTo("true");
            } finally {
                other.close();
            }
        }
    }
}
