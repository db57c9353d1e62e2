package org.junicorn.container.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisStoreTest extends SessionStoreContract {
    private static final AtomicInteger APPS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static RedisProcess redis;

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RedisProcess.start(folder, RedisProcess.freePort());
    }

    @AfterAll
    static void stopRedis() throws Exception {
        redis.close();
    }

    @Override
    SessionStore open() {
        return RedisStore.open(
                RedisAddress.parse(redis.url(), ""), "/app" + APPS.incrementAndGet(), Duration.ofSeconds(20));
    }
}
