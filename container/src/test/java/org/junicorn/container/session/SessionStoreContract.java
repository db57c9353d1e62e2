package org.junicorn.container.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junicorn.container.session.SessionStore.Field.ACCESSED;
import static org.junicorn.container.session.SessionStore.Field.MAX_INACTIVE;
import static org.junicorn.container.session.SessionStore.Field.OWNER;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junicorn.container.session.SessionStore.Ended;
import org.junicorn.container.session.SessionStore.Field;
import org.junicorn.container.session.SessionStore.Header;
import org.junicorn.container.session.SessionStore.Stored;
import org.junicorn.container.session.SessionStore.Update;
import org.junicorn.container.session.SessionStore.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link SessionStore} does, sentence by sentence of its Javadoc. */
@Timeout(300)
abstract class SessionStoreContract {
    static final long CREATED = 1_700_000_000_000L;
    static final Header HEADER = new Header(CREATED, CREATED, 1800, "");

    private static final int THREADS = 8;

    /** The store under test; closed after each test. */
    SessionStore store;

    /** Makes an empty store. */
    abstract SessionStore open() throws Exception;

    @BeforeEach
    void openTheStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Update first(Map<String, byte[]> attributes) {
        return new Update(HEADER, Set.of(), attributes, Set.of());
    }

    static Update first(Header header) {
        return new Update(header, Set.of(), Map.of(), Set.of());
    }

    static Update set(String name, String value) {
        return new Update(HEADER, Set.of(), Map.of(name, bytes(value)), Set.of());
    }

    static Update removal(String... names) {
        return new Update(HEADER, Set.of(), Map.of(), Set.of(names));
    }

    static Update change(Header header, Field... written) {
        return new Update(header, Set.of(written), Map.of(), Set.of());
    }

    /** The attributes as texts; null for what was left out. */
    static Map<String, String> texts(Stored stored) {
        Map<String, String> texts = new HashMap<>();
        stored.values()
                .forEach((name, value) -> texts.put(
                        name, value.bytes() == null ? null : new String(value.bytes(), StandardCharsets.UTF_8)));
        return texts;
    }

    Stored read(String id) throws StoreException {
        return store.read(id, 0).orElseThrow();
    }

    @Test
    void whatWasNeverMadeIsNotThere() throws Exception {
        assertThat(store.read("none", 0)).isEmpty();
        assertThat(store.update("none", set("a", "1"))).isEmpty();
        assertThat(store.read("none", 0)).isEmpty();
        assertThat(store.remove("none")).isEmpty();
        assertThat(store.removeExpired("none", Long.MAX_VALUE)).isEmpty();
        assertThat(store.rename("none", "other")).isFalse();
        assertThat(store.expire(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(store.count()).isZero();
        assertThat(store.ids()).isEmpty();
    }

    @Test
    void aSessionIsReadAsItWasMade() throws Exception {
        Header header = new Header(CREATED, CREATED + 5, -1, "worker-1.example");
        long version = store.create(
                        "s", new Update(header, Set.of(), Map.of("a", bytes("1"), "b", bytes("")), Set.of()))
                .orElseThrow();

        Stored stored = read("s");
        assertThat(version).isGreaterThanOrEqualTo(CREATED << 20);
        assertThat(stored.header()).isEqualTo(header);
        assertThat(stored.version()).isEqualTo(version);
        assertThat(texts(stored)).isEqualTo(Map.of("a", "1", "b", ""));
        assertThat(stored.values().values()).allMatch(value -> value.version() == version);
    }

    @Test
    void anIdIsGivenToOneSessionOnly() throws Exception {
        store.create("s", first(Map.of("a", bytes("1")))).orElseThrow();

        assertThat(store.create("s", first(Map.of("a", bytes("2"))))).isEmpty();
        assertThat(texts(read("s"))).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void anUpdateWritesWhatItNamesAndLeavesTheRest() throws Exception {
        long made = store.create("s", first(Map.of("a", bytes("1"), "b", bytes("1"), "c", bytes("1"))))
                .orElseThrow();

        long version = store.update(
                        "s",
                        new Update(HEADER, Set.of(), Map.of("b", bytes("2"), "d", bytes("2")), Set.of("c", "absent")))
                .orElseThrow();

        Stored stored = read("s");
        assertThat(version).isGreaterThan(made);
        assertThat(stored.version()).isEqualTo(version);
        assertThat(texts(stored)).isEqualTo(Map.of("a", "1", "b", "2", "d", "2"));
        assertThat(stored.values().get("a").version()).isEqualTo(made);
        assertThat(stored.values().get("b").version()).isEqualTo(version);
        assertThat(stored.values().get("d").version()).isEqualTo(version);
    }

    @Test
    void theVersionRisesWithUpdatesThatChangeNoAttribute() throws Exception {
        long made = store.create("s", first(Map.of("a", bytes("1")))).orElseThrow();

        long touched = store.update("s", change(new Header(CREATED, CREATED + 1, 1800, ""), ACCESSED))
                .orElseThrow();
        long removed = store.update("s", removal("absent")).orElseThrow();

        assertThat(touched).isGreaterThan(made);
        assertThat(removed).isGreaterThan(touched);
        assertThat(read("s").version()).isEqualTo(removed);
        assertThat(read("s").values().get("a").version()).isEqualTo(made);
    }

    @Test
    void ofTheHeaderOnlyTheNamedFieldsAreWritten() throws Exception {
        store.create("s", first(HEADER)).orElseThrow();
        Header other = new Header(CREATED + 7, CREATED + 9, 60, "two");

        store.update("s", new Update(other, Set.of(), Map.of("a", bytes("1")), Set.of()));
        assertThat(read("s").header()).isEqualTo(HEADER);
        store.update("s", change(other, OWNER));
        assertThat(read("s").header()).isEqualTo(new Header(CREATED, CREATED, 1800, "two"));
        store.update("s", change(other, MAX_INACTIVE));
        assertThat(read("s").header()).isEqualTo(new Header(CREATED, CREATED, 60, "two"));
        store.update("s", change(other, ACCESSED));
        assertThat(read("s").header()).isEqualTo(new Header(CREATED, CREATED + 9, 60, "two"));
        store.update("s", change(HEADER, OWNER, MAX_INACTIVE));
        assertThat(read("s").header()).isEqualTo(new Header(CREATED, CREATED + 9, 1800, ""));
    }

    @Test
    void theTimeOfAccessNeverGoesBack() throws Exception {
        store.create("s", first(new Header(CREATED, CREATED + 100, 1800, ""))).orElseThrow();

        store.update("s", change(new Header(CREATED, CREATED + 50, 60, ""), ACCESSED, MAX_INACTIVE));

        assertThat(read("s").header()).isEqualTo(new Header(CREATED, CREATED + 100, 60, ""));
    }

    @Test
    void bytesThatTheReaderKnowsAreLeftOut() throws Exception {
        long made = store.create("s", first(Map.of("a", bytes("1"), "b", bytes("1"))))
                .orElseThrow();
        long updated = store.update("s", set("b", "2")).orElseThrow();

        Map<String, String> changed = new HashMap<>();
        changed.put("a", null);
        changed.put("b", "2");
        assertThat(texts(store.read("s", made).orElseThrow())).isEqualTo(changed);
        Stored all = store.read("s", updated).orElseThrow();
        assertThat(all.values().keySet()).containsExactlyInAnyOrder("a", "b");
        assertThat(all.values().values()).extracting(Value::bytes).containsOnlyNulls();
        assertThat(all.values().get("a").version()).isEqualTo(made);
        assertThat(texts(store.read("s", made - 1).orElseThrow())).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void aRemovedSessionIsReturnedOnceAndGone() throws Exception {
        store.create("s", first(Map.of("a", bytes("1")))).orElseThrow();
        long version = store.update("s", set("b", "2")).orElseThrow();

        Stored removed = store.remove("s").orElseThrow();
        assertThat(removed.version()).isEqualTo(version);
        assertThat(removed.header()).isEqualTo(HEADER);
        assertThat(texts(removed)).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(store.remove("s")).isEmpty();
        assertThat(store.read("s", 0)).isEmpty();
        assertThat(store.update("s", set("a", "3"))).isEmpty();
        assertThat(store.rename("s", "t")).isFalse();
        assertThat(store.read("s", 0)).isEmpty();
        assertThat(store.count()).isZero();
    }

    @Test
    void anotherSessionOfTheSameIdHasHigherVersionsAndNothingOfTheFirst() throws Exception {
        store.create("s", first(Map.of("old", bytes("1")))).orElseThrow();
        long last = 0;
        for (int i = 0; i < 100; i++) {
            last = store.update("s", set("old", "2")).orElseThrow();
        }
        store.remove("s").orElseThrow();

        Header later = new Header(CREATED + 1, CREATED + 1, 1800, "");
        long made = store.create("s", new Update(later, Set.of(), Map.of("new", bytes("1")), Set.of()))
                .orElseThrow();

        assertThat(made).isGreaterThan(last);
        assertThat(texts(store.read("s", last).orElseThrow())).isEqualTo(Map.of("new", "1"));
    }

    @Test
    void renamingKeepsContentAndVersions() throws Exception {
        long made = store.create("s", first(Map.of("a", bytes("1")))).orElseThrow();
        long version = store.update("s", set("b", "2")).orElseThrow();

        assertThat(store.rename("s", "t")).isTrue();

        assertThat(store.read("s", 0)).isEmpty();
        Stored stored = read("t");
        assertThat(stored.version()).isEqualTo(version);
        assertThat(stored.header()).isEqualTo(HEADER);
        assertThat(texts(stored)).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(stored.values().get("a").version()).isEqualTo(made);
        assertThat(store.ids()).containsExactly("t");
        assertThat(store.update("t", set("a", "3")).orElseThrow()).isGreaterThan(version);
        assertThat(store.update("s", set("a", "3"))).isEmpty();
        assertThat(texts(store.remove("t").orElseThrow())).isEqualTo(Map.of("a", "3", "b", "2"));
    }

    @Test
    void anIdThatIsTakenIsNotGivenByRenaming() throws Exception {
        store.create("s", first(Map.of("a", bytes("s")))).orElseThrow();
        store.create("t", first(Map.of("a", bytes("t")))).orElseThrow();

        assertThat(store.rename("s", "t")).isFalse();
        assertThat(store.rename("s", "s")).isFalse();

        assertThat(texts(read("s"))).isEqualTo(Map.of("a", "s"));
        assertThat(texts(read("t"))).isEqualTo(Map.of("a", "t"));
    }

    @Test
    void anExpiredSessionIsThereUntilItIsRemoved() throws Exception {
        store.create("s", first(new Header(CREATED, CREATED, 10, ""))).orElseThrow();

        assertThat(read("s").header().expired(CREATED + 10_000)).isTrue();
        assertThat(store.ids()).containsExactly("s");
        assertThat(store.count()).isOne();
    }

    @Test
    void removingWhatHasExpiredLeavesWhatHasNot() throws Exception {
        store.create("s", first(new Header(CREATED, CREATED, 10, ""))).orElseThrow();
        store.create("never", first(new Header(CREATED, CREATED, 0, ""))).orElseThrow();

        assertThat(store.removeExpired("s", CREATED + 9_999)).isEmpty();
        store.update("s", change(new Header(CREATED, CREATED + 5_000, 10, ""), ACCESSED));
        assertThat(store.removeExpired("s", CREATED + 10_000)).isEmpty();
        assertThat(store.removeExpired("never", CREATED << 8)).isEmpty();
        assertThat(store.removeExpired("s", CREATED + 15_000)).isPresent();
        assertThat(store.removeExpired("s", CREATED + 15_000)).isEmpty();
        assertThat(store.ids()).containsExactly("never");
    }

    @Test
    void expiryEndsUpToTheLimitAndLeavesTheOthers() throws Exception {
        for (int i = 0; i < 25; i++) {
            Header header = new Header(CREATED, CREATED, i < 20 ? 10 : i % 2 == 0 ? 11 : 0, "");
            store.create("s" + i, new Update(header, Set.of(), Map.of("n", bytes("" + i)), Set.of()))
                    .orElseThrow();
        }

        assertThat(store.expire(CREATED + 9_999, 100)).isEmpty();
        List<Ended> some = store.expire(CREATED + 10_000, 8);
        assertThat(some).hasSize(8);
        assertThat(store.count()).isEqualTo(17);
        List<Ended> ended = new ArrayList<>(some);
        ended.addAll(store.expire(CREATED + 10_000, 100));
        assertThat(ended).hasSize(20).allMatch(one -> texts(one.content())
                .equals(Map.of("n", one.id().substring(1))));
        assertThat(ended).extracting(Ended::id).doesNotHaveDuplicates();
        assertThat(store.expire(CREATED + 10_000, 100)).isEmpty();
        assertThat(store.ids()).containsExactlyInAnyOrder("s20", "s21", "s22", "s23", "s24");
    }

    @Test
    void oneLeadsAndAnotherTakesOverWhenItNoLongerAsks() throws Exception {
        long lease = 400;
        assertThat(store.leads("one", 60_000)).isTrue();
        assertThat(store.leads("two", 60_000)).isFalse();
        assertThat(store.leads("one", lease)).isTrue();
        assertThat(store.leads("two", lease)).isFalse();

        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> store.leads("two", 60_000));
        assertThat(store.leads("one", 60_000)).isFalse();
        assertThat(store.leads("two", 60_000)).isTrue();
    }

    @Test
    void oneOfManyThatAskAtOnceLeads() throws Exception {
        List<Boolean> answers = together(thread -> store.leads("self-" + thread, 60_000));

        assertThat(answers.stream().filter(leads -> leads)).hasSize(1);
    }

    @Test
    void allSessionsAreCountedAndListed() throws Exception {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 500; i++) {
            String id = "%032x".formatted(i * 0x9E3779B97F4A7C15L);
            ids.add(id);
            store.create(id, set("a", "1")).orElseThrow();
        }

        assertThat(store.count()).isEqualTo(500);
        assertThat(store.ids()).isEqualTo(ids);
    }

    @Test
    void valuesMayBeBig() throws Exception {
        byte[] big = new byte[5 << 20];
        new Random(1).nextBytes(big);
        byte[] bigger = new byte[12 << 20];
        new Random(2).nextBytes(bigger);
        store.create("s", first(Map.of("big", big, "small", bytes("1")))).orElseThrow();
        assertThat(read("s").values().get("big").bytes()).isEqualTo(big);

        store.update("s", first(Map.of("big", bigger)));
        assertThat(read("s").values().get("big").bytes()).isEqualTo(bigger);
        store.update("s", first(Map.of("big", bytes("small"))));
        assertThat(texts(read("s"))).isEqualTo(Map.of("big", "small", "small", "1"));
    }

    @Test
    void aSessionOfMoreThanTheLargestSizeIsRefusedAndNothingIsWritten() throws Exception {
        byte[] fifth = new byte[(int) (SessionStore.LARGEST_SESSION / 5) + 1];
        Update tooBig = first(Map.of("a", fifth, "b", fifth, "c", fifth, "d", fifth, "e", fifth));
        store.create("s", first(Map.of("a", bytes("1")))).orElseThrow();

        assertThatThrownBy(() -> store.create("t", tooBig)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.update("s", tooBig)).isInstanceOf(StoreException.class);

        assertThat(store.read("t", 0)).isEmpty();
        assertThat(texts(read("s"))).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void anyTextIsAName() throws Exception {
        List<String> names = List.of("", " ", "n".repeat(1000), "ключ-鍵-🔑", "with\0nul", "\0", "a:b{c}*\r\n");
        Map<String, byte[]> attributes =
                names.stream().collect(Collectors.toMap(name -> name, name -> bytes(name + "=")));
        store.create("s", first(attributes)).orElseThrow();
        store.update("s", removal(" ", "with\0nul"));

        Map<String, String> expected = names.stream()
                .filter(name -> !name.equals(" ") && !name.equals("with\0nul"))
                .collect(Collectors.toMap(name -> name, name -> new String(bytes(name + "="), StandardCharsets.UTF_8)));
        assertThat(texts(read("s"))).isEqualTo(expected);
    }

    @Test
    void aSessionMayHaveManyAttributes() throws Exception {
        Map<String, byte[]> attributes = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            attributes.put("attribute number " + i, bytes("value " + i));
        }
        store.create("s", first(attributes)).orElseThrow();
        Set<String> removed =
                attributes.keySet().stream().filter(name -> name.endsWith("7")).collect(Collectors.toSet());
        store.update("s", new Update(HEADER, Set.of(), Map.of("one more", bytes("1")), removed));

        attributes.keySet().removeAll(removed);
        attributes.put("one more", bytes("1"));
        assertThat(read("s").values().keySet()).isEqualTo(attributes.keySet());
        assertThat(store.remove("s").orElseThrow().values()).hasSize(attributes.size());
    }

    @Test
    void attributesComeAndGoWithoutMixingTheirValues() throws Exception {
        Map<String, String> model = new HashMap<>();
        Random random = new Random(42);
        store.create("s", first(HEADER)).orElseThrow();
        for (int i = 0; i < 300; i++) {
            Map<String, byte[]> set = new HashMap<>();
            List<String> removed = new ArrayList<>();
            for (int j = 0; j < 4; j++) {
                String name = "n" + random.nextInt(12);
                if (random.nextInt(3) == 0) {
                    if (!set.containsKey(name)) {
                        removed.add(name);
                        model.remove(name);
                    }
                } else if (!removed.contains(name)) {
                    String value = name + "=" + i + ".".repeat(random.nextInt(50) * random.nextInt(50));
                    set.put(name, bytes(value));
                    model.put(name, value);
                }
            }
            store.update("s", new Update(HEADER, Set.of(), set, Set.copyOf(removed)));
            assertThat(texts(read("s"))).isEqualTo(model);
        }
    }

    @Test
    void oneOfManyRemoversGetsTheContent() throws Exception {
        for (int round = 0; round < 50; round++) {
            String id = "s" + round;
            store.create(id, set("a", "1")).orElseThrow();
            List<Optional<Stored>> answers = together(
                    thread -> thread % 2 == 0 ? store.remove(id) : store.removeExpired(id, CREATED + 1_800_000));
            assertThat(answers.stream().flatMap(Optional::stream).map(SessionStoreContract::texts))
                    .containsExactly(Map.of("a", "1"));
        }
    }

    @Test
    void oneOfManyMakersMakesTheSession() throws Exception {
        for (int round = 0; round < 50; round++) {
            String id = "s" + round;
            List<Optional<Long>> answers = together(thread -> store.create(id, set("by", "" + thread)));
            int maker = answers.indexOf(
                    answers.stream().filter(Optional::isPresent).findFirst().orElseThrow());
            assertThat(answers.stream().filter(Optional::isPresent)).hasSize(1);
            assertThat(texts(read(id))).isEqualTo(Map.of("by", "" + maker));
        }
    }

    @Test
    void eachExpiredSessionIsReturnedToOneCaller() throws Exception {
        for (int i = 0; i < 200; i++) {
            store.create("s" + i, set("a", "1")).orElseThrow();
        }

        List<List<Ended>> answers = together(thread -> {
            List<Ended> mine = new ArrayList<>();
            List<Ended> more;
            do {
                more = store.expire(CREATED + 1_800_000, 7);
                mine.addAll(more);
            } while (!more.isEmpty());
            return mine;
        });

        assertThat(answers.stream().flatMap(List::stream).map(Ended::id))
                .hasSize(200)
                .doesNotHaveDuplicates();
    }

    @Test
    void updatesOfManyThreadsAreAllThereAndEachHasItsVersion() throws Exception {
        store.create("s", first(HEADER)).orElseThrow();
        List<List<Long>> answers = together(thread -> {
            List<Long> versions = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                versions.add(store.update("s", set("of " + thread, "" + i)).orElseThrow());
            }
            return versions;
        });

        assertThat(answers.stream().flatMap(List::stream)).doesNotHaveDuplicates();
        assertThat(answers).allSatisfy(versions -> assertThat(versions).isSorted());
        Stored stored = read("s");
        for (int thread = 0; thread < THREADS; thread++) {
            Value value = stored.values().get("of " + thread);
            assertThat(value.bytes()).isEqualTo(bytes("49"));
            assertThat(value.version()).isEqualTo(answers.get(thread).get(49));
        }
    }

    @Test
    void noReaderSeesHalfOfAnUpdate() throws Exception {
        Map<String, byte[]> start = Map.of("a", filled(0), "b", filled(0), "c", filled(0));
        store.create("s", first(start)).orElseThrow();
        together(thread -> {
            for (int i = 1; i <= 100; i++) {
                if (thread < 2) {
                    byte[] value = filled(thread * 100 + i);
                    store.update("s", first(Map.of("a", value, "b", value, "c", value)))
                            .orElseThrow();
                } else {
                    Stored stored = read("s");
                    byte[] a = stored.values().get("a").bytes();
                    assertThat(a).isEqualTo(filled(a[0]));
                    assertThat(stored.values().values()).allSatisfy(value -> {
                        assertThat(value.bytes()).isEqualTo(a);
                        assertThat(value.version()).isEqualTo(stored.version());
                    });
                }
            }
            return thread;
        });
    }

    @Test
    void anUpdateThatMeetsTheEndWritesAllOrNothing() throws Exception {
        for (int round = 0; round < 100; round++) {
            String id = "s" + round;
            store.create(id, set("a", "0")).orElseThrow();
            List<Object> answers = together(thread ->
                    thread == 0 ? store.remove(id).orElseThrow() : store.update(id, set("of " + thread, "" + thread)));
            Stored removed = (Stored) answers.get(0);
            Map<String, String> expected = new HashMap<>(Map.of("a", "0"));
            for (int thread = 1; thread < THREADS; thread++) {
                if (answers.get(thread) instanceof Optional<?> version && version.isPresent()) {
                    expected.put("of " + thread, "" + thread);
                }
            }
            assertThat(texts(removed)).isEqualTo(expected);
            assertThat(store.read(id, 0)).isEmpty();
        }
        assertThat(store.count()).isZero();
    }

    @Test
    void oneOfManyRenamesSucceedsAndNothingIsLost() throws Exception {
        for (int round = 0; round < 50; round++) {
            String id = "s" + round;
            store.create(id, set("a", "1")).orElseThrow();
            List<Boolean> answers = together(thread -> store.rename(id, id + "-" + thread));
            assertThat(answers.stream().filter(done -> done)).hasSize(1);
            assertThat(texts(read(id + "-" + answers.indexOf(true)))).isEqualTo(Map.of("a", "1"));
        }
        assertThat(store.count()).isEqualTo(50);
    }

    @Test
    void closingTwiceDoesNothingMore() {
        store.close();
        store.close();
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[3000];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** A step of one of several threads. */
    interface Step<T> {
        T of(int thread) throws Exception;
    }

    /** Runs it in several threads at once and returns their answers in the threads' order. */
    static <T> List<T> together(Step<T> step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch start = new CountDownLatch(THREADS);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                Callable<T> one = () -> {
                    start.countDown();
                    start.await();
                    return step.of(thread);
                };
                futures.add(threads.submit(one));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> future : futures) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
