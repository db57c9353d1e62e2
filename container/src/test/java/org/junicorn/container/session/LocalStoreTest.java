package org.junicorn.container.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junicorn.container.session.SessionStore.Stored;
import org.junicorn.container.session.SessionStore.Update;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalStoreTest extends SessionStoreContract {
    private static final long SIZE = 512L << 20;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("private/store.mdb");
    }

    @Override
    SessionStore open() throws StoreException {
        return LocalStore.open(file(), SIZE);
    }

    private void reopen(long size) throws StoreException {
        store.close();
        store = LocalStore.open(file(), size);
    }

    private static Update kilobytes(int count) {
        byte[] bytes = new byte[count << 10];
        new Random(count).nextBytes(bytes);
        return first(Map.of("a", bytes));
    }

    @Test
    void itsFilesAreForTheOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(file().getParent())) {
            assertThat(files)
                    .allSatisfy(one -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                            .isEqualTo("rw-------"))
                    .extracting(one -> one.getFileName().toString())
                    .containsExactlyInAnyOrder("store.mdb", "store.mdb-lock", "store.mdb-run");
        }
    }

    @Test
    void whatIsStoredIsThereWhenItIsOpenedAgain() throws Exception {
        long version = store.create("s", set("a", "1")).orElseThrow();
        reopen(SIZE);

        assertThat(texts(read("s"))).isEqualTo(Map.of("a", "1"));
        assertThat(read("s").version()).isEqualTo(version);
    }

    @Test
    void anyStringIsANameAlsoOneThatIsNoText() throws Exception {
        Map<String, byte[]> attributes = new HashMap<>();
        for (String name : Set.of("\uD800", "\uDC00", "?", "\u00ff", "\uffff".repeat(1000))) {
            attributes.put(name, bytes(name.length() + "" + (int) name.charAt(0)));
        }
        store.create("s", first(attributes)).orElseThrow();

        assertThat(read("s").values()).hasSameSizeAs(attributes);
        attributes.forEach((name, value) -> {
            try {
                assertThat(read("s").values().get(name).bytes()).isEqualTo(value);
            } catch (StoreException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void anIdThatCannotBeStoredIsNotThere() throws Exception {
        for (String id : Set.of("", "i".repeat(512), "é".repeat(256))) {
            assertThat(store.read(id, 0)).isEmpty();
            assertThat(store.update(id, set("a", "1"))).isEmpty();
            assertThat(store.remove(id)).isEmpty();
            assertThat(store.removeExpired(id, Long.MAX_VALUE)).isEmpty();
            assertThat(store.rename(id, "t")).isFalse();
            assertThatThrownBy(() -> store.create(id, set("a", "1")))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("a session id of " + bytes(id).length + " bytes cannot be stored: expected 1 to 511");
        }
        assertThat(store.create("i".repeat(511), set("a", "1"))).isPresent();
    }

    @Test
    void versionsRiseAlsoWhenTheClockDoesNot() throws Exception {
        long last = store.create("s", set("a", "1")).orElseThrow();
        for (int i = 0; i < 20; i++) {
            last = store.update("s", set("a", "2")).orElseThrow();
            assertThat(store.rename("s", "t")).isTrue();
            store.remove("t").orElseThrow();
            long next = store.create("s", set("a", "1")).orElseThrow();
            assertThat(next).isGreaterThan(last);
        }
    }

    @Test
    void aProcessMayHaveItOpenOnlyOnce() throws Exception {
        store.create("s", set("a", "1"));

        assertThatThrownBy(() -> LocalStore.open(file(), SIZE))
                .isInstanceOf(StoreException.class)
                .hasMessage(file() + ": this process has the session store open already");

        assertThat(texts(read("s"))).isEqualTo(Map.of("a", "1"));
        store.update("s", set("a", "2"));
        reopen(SIZE);
        assertThat(texts(read("s"))).isEqualTo(Map.of("a", "2"));
    }

    @Test
    void nothingWorksAfterClosing() {
        store.close();

        for (ThrowingCallable call : Set.<ThrowingCallable>of(
                () -> store.read("s", 0),
                () -> store.create("s", set("a", "1")),
                () -> store.update("s", set("a", "1")),
                () -> store.remove("s"),
                () -> store.removeExpired("s", CREATED),
                () -> store.rename("s", "t"),
                () -> store.expire(CREATED, 1),
                () -> store.leads("one", 1000),
                () -> store.count(),
                () -> store.ids())) {
            assertThatThrownBy(call)
                    .isInstanceOf(StoreException.class)
                    .hasMessage(file() + ": the session store has been closed");
        }
    }

    @Test
    void closingWaitsForThoseWhoUseIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            store.create("s" + round, kilobytes(200)).orElseThrow();
            String id = "s" + round;
            AtomicInteger done = new AtomicInteger();
            together(thread -> {
                try {
                    for (int i = 0; i < 10_000; i++) {
                        if (thread == 0 && done.get() > 100) {
                            store.close();
                            return thread;
                        } else if (thread % 2 == 0) {
                            store.update(id, set("b", "" + i)).orElseThrow();
                        } else {
                            store.read(id, 0).orElseThrow();
                        }
                        done.incrementAndGet();
                    }
                    throw new AssertionError("it has never been closed");
                } catch (StoreException e) {
                    assertThat(e).hasMessage(file() + ": the session store has been closed");
                    return thread;
                }
            });
            store = LocalStore.open(file(), SIZE);
            assertThat(read(id).values()).containsKey("a");
        }
    }

    @Test
    void whenItIsFullNothingIsTornAndRemovingMakesRoom() throws Exception {
        for (int kilobytes : new int[] {1, 20, 300}) {
            store.close();
            LocalStore.delete(file());
            store = LocalStore.open(file(), 4 << 20);

            int first = fill(kilobytes);
            assertThat(first * kilobytes).isGreaterThan(1500);
            assertThatThrownBy(() -> store.create("one more", kilobytes(kilobytes)))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(file() + ": the session store is full (4 MB); set session_store_size to more, or let"
                            + " sessions end earlier");
            assertThatThrownBy(() -> store.update("s0", first(Map.of("more", new byte[600 << 10]))))
                    .isInstanceOf(StoreException.class);
            assertThat(store.count()).isEqualTo(first);
            byte[] expected = kilobytes(kilobytes).set().get("a");
            for (int i = 0; i < first; i++) {
                assertThat(read("s" + i).values()).hasSize(1);
                assertThat(read("s" + i).values().get("a").bytes()).isEqualTo(expected);
                store.update("s" + i, removal("absent")).orElseThrow();
            }
            for (int i = 0; i < first; i++) {
                store.remove("s" + i).orElseThrow();
            }
            assertThat(fill(kilobytes)).isGreaterThanOrEqualTo(first * 9 / 10);
            assertThat(Files.size(file())).isLessThanOrEqualTo(4 << 20);
        }
    }

    /** @return how many sessions there is room for */
    private int fill(int kilobytes) {
        int made = 0;
        try {
            while (true) {
                store.create("s" + made, kilobytes(kilobytes)).orElseThrow();
                made++;
            }
        } catch (StoreException e) {
            return made;
        }
    }

    @Test
    void theSpaceOfEndedSessionsIsUsedAgain() throws Exception {
        Random random = new Random(1);
        Deque<String> live = new ArrayDeque<>();
        long steady = 0;
        for (int i = 0; i < 6000; i++) {
            String id = "s" + i;
            store.create(id, kilobytes(random.nextInt(1 + random.nextInt(400)))).orElseThrow();
            live.add(id);
            store.update(id, kilobytes(random.nextInt(100)));
            if (live.size() > 50) {
                store.remove(live.remove()).orElseThrow();
            }
            if (i == 1500) {
                steady = Files.size(file());
            }
        }
        assertThat(Files.size(file())).isLessThan(steady * 3 / 2);
    }

    @Test
    void aSmallerSizeLeavesWhatIsThere() throws Exception {
        for (int i = 0; i < 10; i++) {
            store.create("s" + i, kilobytes(1000)).orElseThrow();
        }
        reopen(2 << 20);

        assertThat(read("s9").values().get("a").bytes()).hasSize(1000 << 10);
        assertThatThrownBy(() -> store.create("t", kilobytes(1000))).hasMessageContaining("is full (2 MB)");
        for (int i = 0; i < 10; i++) {
            store.remove("s" + i).orElseThrow();
        }
        assertThat(store.create("t", kilobytes(1000))).isPresent();
    }

    @Test
    void aFileThatIsSomethingElseIsRefusedAndLeftAlone() throws Exception {
        Path other = folder.resolve("other.mdb");
        byte[] content = new byte[100_000];
        new Random(3).nextBytes(content);
        Files.write(other, content);

        assertThatThrownBy(() -> LocalStore.open(other, SIZE))
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        other + " is damaged or not a session store: MDB_INVALID: File is not an LMDB file (-30793);"
                                + " stop the server and remove it and the files whose names begin with its name; its sessions"
                                + " are lost");
        assertThat(other).hasBinaryContent(content);
        Files.delete(other);
        LocalStore.open(other, SIZE).close();
    }

    @Test
    void anLmdbFileOfAnotherProgramIsRefused() throws Exception {
        Path other = folder.resolve("other.mdb");
        try (Environment environment = new Environment(other, SIZE)) {
            environment.write(transaction -> transaction.table("theirs", 0));
        }

        assertThatThrownBy(() -> LocalStore.open(other, SIZE))
                .isInstanceOf(StoreException.class)
                .hasMessage(other + " is damaged or not a session store: it has been written by another program or"
                        + " version; stop the server and remove it and the files whose names begin with its name; its"
                        + " sessions are lost");
    }

    @Test
    void aFileThatHasBeenCutOffIsNoticed() throws Exception {
        for (int i = 0; i < 2000; i++) {
            store.create("s" + i, kilobytes(3)).orElseThrow();
        }
        store.close();
        try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
            file.setLength(2 * 4096);
        }

        assertThatThrownBy(() -> store = LocalStore.open(file(), SIZE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file() + " is damaged");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> LocalStore.open(file.resolve("store.mdb"), SIZE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file + "/store.mdb: the session store cannot be opened");
    }

    @Test
    void sessionsThatTheEndOfTheMachineMayHaveCaughtHalfWrittenAreDropped() throws Exception {
        store.create("s", set("a", "1")).orElseThrow();
        store.close();
        Path run = file().resolveSibling("store.mdb-run");
        assertThat(run).hasContent("whole");
        Files.writeString(run, "another-run\n");

        store = LocalStore.open(file(), SIZE);
        assertThat(store.read("s", 0)).isEmpty();
        assertThat(run).hasContent(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")));
        store.create("s", set("a", "2")).orElseThrow();
        reopen(SIZE);
        assertThat(texts(read("s"))).isEqualTo(Map.of("a", "2"));
    }

    @Test
    void aDeletedStoreIsEmpty() throws Exception {
        store.create("s", set("a", "1")).orElseThrow();
        store.close();
        LocalStore.delete(file());

        store = LocalStore.open(file(), SIZE);
        assertThat(store.count()).isZero();
    }

    @Test
    void expiryOfMuchContentGoesInSteps() throws Exception {
        for (int i = 0; i < 12; i++) {
            store.create("s" + i, kilobytes(5000)).orElseThrow();
        }
        int ended = 0;
        int most = 0;
        for (int now = 1; now > 0; ended += now) {
            now = store.expire(CREATED + 1_800_000, 100).size();
            most = Math.max(most, now);
        }
        assertThat(ended).isEqualTo(12);
        assertThat(most).isLessThan(6);
    }

    @Test
    void manyMoreThreadsThanReadersReadAndWrite() throws Exception {
        store.create("s", first(HEADER)).orElseThrow();
        AtomicInteger read = new AtomicInteger();
        Thread[] threads = new Thread[200];
        for (int i = 0; i < threads.length; i++) {
            String name = "of " + i;
            threads[i] = new Thread(() -> {
                try {
                    store.update("s", set(name, "1")).orElseThrow();
                    Optional<Stored> found = store.read("s", 0);
                    if (texts(found.orElseThrow()).get(name).equals("1")) {
                        read.incrementAndGet();
                    }
                } catch (StoreException e) {
                    throw new AssertionError(e);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(read).hasValue(200);
        assertThat(read("s").values()).hasSize(200);
    }
}
