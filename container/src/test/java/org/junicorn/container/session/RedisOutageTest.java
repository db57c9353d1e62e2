package org.junicorn.container.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junicorn.container.session.SessionStore.Header;
import org.junicorn.container.session.SessionStore.Update;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a store in Redis when that is away, slow, strange or another one. */
@Timeout(300)
class RedisOutageTest {
    private static final Duration TIMEOUT = Duration.ofMillis(800);

    /** For a machine that has other things to do. */
    private static final Duration SLACK = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private int port;

    @BeforeEach
    void port() throws Exception {
        port = RedisProcess.freePort();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private RedisProcess redis(String... configuration) throws Exception {
        RedisProcess made = RedisProcess.start(folder.resolve("redis-" + port), port, configuration);
        open.add(made);
        return made;
    }

    private RedisStore store(String url) {
        RedisStore made = RedisStore.open(RedisAddress.parse(url, ""), "", TIMEOUT);
        open.add(0, made);
        return made;
    }

    private static Update update(String value) {
        return new Update(
                new Header(System.currentTimeMillis(), System.currentTimeMillis(), 1800, ""),
                Set.of(),
                Map.of("a", value.getBytes()),
                Set.of());
    }

    private static Duration time(Callable<?> task) {
        long begin = System.nanoTime();
        try {
            task.call();
        } catch (Exception e) {
            // only its time counts
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    void aServerThatIsKilledIsNamedAndFoundAgainWhenItIsBack() throws Exception {
        RedisProcess redis = redis("appendonly yes", "appendfsync always");
        RedisStore store = store(redis.url());
        store.create("s", update("1"));
        redis.kill();
        assertThatThrownBy(() -> store.read("s", 0))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("the sessions' store redis://127.0.0.1:" + port + "/0 cannot be used: ")
                .hasMessageEndingWith("; see session_store, and whether that server runs");
        redis.start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> store.update("s", update("2"))
                .isPresent());
        assertThat(store.read("s", 0).orElseThrow().values().get("a").bytes()).isEqualTo("2".getBytes());
    }

    @Test
    void nobodyWaitsMuchLongerThanTheTimeoutForAServerThatDoesNotAnswer() throws Exception {
        RedisProcess redis = redis();
        RedisStore store = store(redis.url());
        store.create("s", update("1"));
        redis.freeze();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Duration>> waits = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waits.add(threads.submit(() -> time(() -> store.read("s", 0))));
            }
            for (Future<Duration> wait : waits) {
                assertThat(wait.get()).isLessThan(TIMEOUT.plus(SLACK));
            }
            AtomicInteger refused = new AtomicInteger();
            for (int i = 0; i < 1000; i++) {
                try {
                    store.read("s", 0);
                } catch (StoreException e) {
                    refused.incrementAndGet();
                }
            }
            assertThat(refused).as("each alone would wait 400 ms").hasValue(1000);
        } finally {
            threads.shutdownNow();
            redis.thaw();
        }
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> store.read("s", 0)
                .isPresent());
    }

    @Test
    void nobodyWaitsMuchLongerForAServerThatStopsWhileItIsSentALargeSession() throws Exception {
        RedisProcess redis = redis();
        RedisStore store = store(redis.url());
        store.create("s", update("1"));
        String large = "x".repeat(16 << 20);
        redis.freeze();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Duration> wait = thread.submit(() -> time(() -> store.update("s", update(large))));
            assertThat(wait.get(60, TimeUnit.SECONDS)).isLessThan(TIMEOUT.plus(SLACK));
            assertThatThrownBy(() -> store.update("s", update("2")))
                    .hasMessageContaining(" cannot be used: it does not take what it is sent; ");
        } finally {
            thread.shutdownNow();
            redis.thaw();
        }
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> store.update("s", update("2"))
                .isPresent());
    }

    @Test
    void anAddressWithoutAServerFailsInTime() {
        RedisStore store = store("redis://127.0.0.1:" + port);
        assertThat(time(() -> store.read("s", 0))).isLessThan(TIMEOUT.plus(SLACK));
        assertThatThrownBy(() -> store.read("s", 0)).isInstanceOf(StoreException.class);
    }

    @Test
    void theServerWantsToKnowWhoItIs() throws Exception {
        redis("requirepass pepper", "user app on >salt ~junicorn:* +@all -@dangerous");
        RedisStore known = store("redis://app:salt@127.0.0.1:" + port);
        assertThat(known.create("s", update("1"))).isPresent();
        assertThat(known.count()).isEqualTo(1);
        assertThat(store("redis://:pepper@127.0.0.1:" + port).read("s", 0)).isPresent();
        assertThatThrownBy(() -> store("redis://app:sugar@127.0.0.1:" + port).read("s", 0))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("WRONGPASS")
                .hasMessageNotContaining("sugar");
        assertThatThrownBy(() -> store("redis://127.0.0.1:" + port).read("s", 0))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("NOAUTH");
    }

    @Test
    void databasesAndPrefixesKeepApplicationsApart() throws Exception {
        RedisProcess redis = redis();
        RedisStore first = store(redis.url() + "/1");
        first.create("s", update("1"));
        assertThat(store(redis.url() + "/2").read("s", 0)).isEmpty();
        assertThat(store(redis.url() + "/1?prefix=other").read("s", 0)).isEmpty();
        assertThat(store(redis.url() + "/1").read("s", 0)).isPresent();
        RedisStore shop = RedisStore.open(RedisAddress.parse(redis.url() + "/1", ""), "/shop", TIMEOUT);
        open.add(0, shop);
        assertThat(shop.read("s", 0)).isEmpty();
    }

    @Test
    void overTlsTheServerMustBeTheOneThatItSays() throws Exception {
        certificate("server", "ip:127.0.0.1");
        certificate("other", "dns:elsewhere.example");
        String files = "tls-cert-file " + folder.resolve("server.pem");
        redis(
                "port 0",
                "tls-port " + port,
                files,
                "tls-key-file " + folder.resolve("server.key"),
                "tls-auth-clients no");
        String url = "rediss://127.0.0.1:" + port + "?ca=";
        assertThat(store(url + folder.resolve("server.pem")).create("s", update("1")))
                .isPresent();
        assertThatThrownBy(() -> store(url + folder.resolve("other.pem")).read("s", 0))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store(url + folder.resolve("none.pem")).read("s", 0))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("none.pem");
        port = RedisProcess.freePort();
        redis(
                "port 0",
                "tls-port " + port,
                "tls-cert-file " + folder.resolve("other.pem"),
                "tls-key-file " + folder.resolve("other.key"),
                "tls-auth-clients no");
        assertThatThrownBy(() -> store("rediss://127.0.0.1:" + port + "?ca=" + folder.resolve("other.pem"))
                        .read("s", 0))
                .as("another name")
                .isInstanceOf(StoreException.class);
    }

    /** A certificate for itself, and its key, in PEM. */
    private void certificate(String name, String host) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(store.toFile())) {
            keys.load(in, "changeit".toCharArray());
        }
        pem("CERTIFICATE", keys.getCertificate(name).getEncoded(), folder.resolve(name + ".pem"));
        pem("PRIVATE KEY", keys.getKey(name, "changeit".toCharArray()).getEncoded(), folder.resolve(name + ".key"));
    }

    private static void pem(String type, byte[] content, Path file) throws Exception {
        Files.writeString(
                file,
                "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + type + "-----\n");
    }

    @Test
    void aKeyThatIsNoSessionHarmsNoOtherSession() throws Exception {
        RedisProcess redis = redis();
        RedisStore store = store(redis.url());
        store.create("s", update("1"));
        redis.say("SET junicorn:/:session:odd text");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> store.read("odd", 0))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("WRONGTYPE");
            assertThat(store.read("s", 0)).isPresent();
        }
    }

    @Test
    void sentinelsTellWhereTheMasterIsAlsoWhenItIsAnother() throws Exception {
        RedisProcess master = redis();
        int masterPort = port;
        port = RedisProcess.freePort();
        RedisProcess replica = redis("replicaof 127.0.0.1 " + masterPort);
        port = RedisProcess.freePort();
        RedisProcess sentinel = RedisProcess.start(
                folder.resolve("sentinel"),
                port,
                List.of("--sentinel"),
                "sentinel monitor main 127.0.0.1 " + masterPort + " 1",
                "sentinel down-after-milliseconds main 500",
                "sentinel failover-timeout main 2000");
        open.add(sentinel);
        RedisStore store = store("redis://127.0.0.1:" + port + "?sentinel=main");
        assertThat(store.create("s", update("1"))).isPresent();
        await("the replica has it, and the sentinel knows the replica")
                .atMost(Duration.ofSeconds(60))
                .until(() -> replica.say("DBSIZE").contains(":2")
                        && sentinel.say("SENTINEL MASTER main").contains("num-slaves\r\n$1\r\n1"));
        master.kill();
        await("the replica is the master")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> store.update("s", update("2")).isPresent());
        assertThat(store.read("s", 0).orElseThrow().values().get("a").bytes()).isEqualTo("2".getBytes());
    }
}
