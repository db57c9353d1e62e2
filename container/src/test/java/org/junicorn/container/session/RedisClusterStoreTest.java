package org.junicorn.container.session;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The smallest cluster, one server with all slots: it refuses what does not work on a larger one. */
class RedisClusterStoreTest extends SessionStoreContract {
    private static final AtomicInteger APPS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static RedisProcess redis;

    @BeforeAll
    static void startRedis() throws Exception {
        // Of its own, since what Redis takes by itself, 10,000 above the other one, may be somebody's.
        String bus = "cluster-port " + RedisProcess.freePort();
        redis = RedisProcess.start(folder, RedisProcess.freePort(), "cluster-enabled yes", bus);
        redis.say("CLUSTER ADDSLOTSRANGE 0 16383");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> redis.say("CLUSTER INFO").contains("cluster_state:ok"));
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Override
    SessionStore open() {
        return RedisStore.open(
                RedisAddress.parse(redis.url() + "?cluster=true", ""),
                "/app" + APPS.incrementAndGet(),
                Duration.ofSeconds(20));
    }
}
