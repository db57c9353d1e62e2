package org.junicorn.container.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One local store in several processes, some of which are killed. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StoreProcessesTest {
    private static final long SIZE = 64L << 20;

    /** More of them, and the figures that are printed, on a quiet machine: {@code -Djunicorn.kills=200}. */
    private static final int KILLS = Integer.getInteger("junicorn.kills", 40);

    private static final int WRITERS = 2; // one that writes, one that starts meanwhile

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("store.mdb");
    }

    @Test
    void aWriterThatIsKilledHarmsNobody() throws Exception {
        List<StoreProcess> survivors = new ArrayList<>();
        List<String[]> figures = new ArrayList<>();
        Deque<StoreProcess> writers = new ArrayDeque<>();
        try {
            for (int i = 0; i < 2; i++) {
                survivors.add(StoreProcess.start("reads and writes", file(), SIZE, i));
            }
            for (StoreProcess survivor : survivors) {
                assertThat(survivor.line()).isEqualTo("running");
            }
            for (int i = 0; i < KILLS + WRITERS; i++) {
                if (i < KILLS) {
                    writers.add(StoreProcess.start("writes for ever", file(), SIZE, 100 + i));
                }
                if (i >= WRITERS) {
                    StoreProcess victim = writers.remove();
                    assertThat(victim.line()).isEqualTo("ready");
                    assertThat(victim.end()).isEqualTo("writing");
                    victim.kill();
                }
            }
            for (StoreProcess survivor : survivors) {
                figures.add(survivor.end().split(" "));
            }
        } finally {
            survivors.forEach(StoreProcess::close);
            writers.forEach(StoreProcess::close);
        }
        try (LocalStore store = LocalStore.open(file(), SIZE)) {
            for (String id : store.ids()) {
                StoreProcess.check(store.read(id, 0).orElseThrow());
            }
            assertThat(store.count()).isBetween(StoreProcess.SESSIONS / 2L, (long) StoreProcess.SESSIONS);
            for (String id : store.ids()) {
                StoreProcess.check(store.remove(id).orElseThrow());
            }
            assertThat(store.count()).isZero();
        }
        assertThat(Files.size(file())).isLessThanOrEqualTo(SIZE);
        for (String[] one : figures) {
            System.out.println("local store, " + KILLS + " writers killed: worst operation of a survivor " + one[0]
                    + " us, worst wake-up of an idle thread " + one[3] + " us, median write " + one[1] + " us of "
                    + one[2]);
            assertThat(Integer.parseInt(one[2])).isPositive();
            // Whoever waits for one that is dead waits for ever; everything else depends on the machine.
            assertThat(Integer.parseInt(one[0])).isLessThan(10_000_000);
        }
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
