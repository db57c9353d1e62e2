package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DispatcherTest {
    @Test
    void startsAsManyThreadsAsThereIsWorkForAndNoMore() throws Exception {
        Set<String> names = ConcurrentHashMap.newKeySet();
        try (RequestThreads threads = new RequestThreads(4)) {
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                threads.execute(() -> {
                    names.add(Thread.currentThread().getName());
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    done.countDown();
                });
            }
            await().until(() -> names.size() == 4);
            assertThat(names).containsExactlyInAnyOrder("request-1", "request-2", "request-3", "request-4");
            release.countDown();
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(names).hasSize(4);
        }
    }

    @Test
    void aThreadThatSleepsIsWokenBeforeAnotherIsStarted() throws Exception {
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        try (RequestThreads threads = new RequestThreads(4)) {
            for (int i = 0; i < 50; i++) {
                CountDownLatch done = new CountDownLatch(1);
                threads.execute(() -> {
                    used.add(Thread.currentThread());
                    done.countDown();
                });
                done.await();
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> used.stream().allMatch(t -> t.getState() == Thread.State.TIMED_WAITING));
            }
        }
        assertThat(used).hasSize(1);
    }

    @Test
    void noTaskIsForgottenUnderLoad() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (RequestThreads threads = new RequestThreads(8)) {
            List<Thread> feeders = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread feeder = new Thread(() -> {
                    for (int j = 0; j < 50_000; j++) {
                        threads.execute(count::incrementAndGet);
                    }
                });
                feeder.start();
                feeders.add(feeder);
            }
            for (Thread feeder : feeders) {
                feeder.join();
            }
            await().until(() -> count.get() == 200_000);
        }
    }

    @Test
    void aTaskThatFailsDoesNotTakeItsThreadAlong() throws Exception {
        try (RequestThreads threads = new RequestThreads(1)) {
            threads.execute(() -> {
                throw new IllegalStateException("on purpose");
            });
            CountDownLatch done = new CountDownLatch(1);
            threads.execute(done::countDown);
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void takesNothingAfterItWasClosed() {
        RequestThreads threads = new RequestThreads(1);
        threads.close();
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void countsBusyThreads() throws Exception {
        Card card = new Card();
        try (RequestThreads threads = new RequestThreads(2)) {
            Dispatcher dispatcher = new Dispatcher(threads, card);
            CountDownLatch release = new CountDownLatch(1);
            for (int i = 0; i < 3; i++) {
                dispatcher.execute(() -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            await().until(() -> card.busy.get() == 2);
            release.countDown();
            await().until(() -> card.busy.get() == 0);
            assertThat(dispatcher.running()).isEmpty();
        }
    }

    @Test
    void virtualThreadsAreUsedWhereThereAreAnyAndRefusedElsewhere() throws Exception {
        ContainerSettings s = TestServer.SETTINGS;
        ContainerSettings settings = new ContainerSettings(
                s.contextPath(),
                s.tempDir(),
                s.ioThreads(),
                s.threads(),
                true,
                s.maxConnections(),
                s.keepAlive(),
                s.requestTimeout(),
                s.stuckGrace(),
                s.accessLog());
        int java = Runtime.version().feature();
        if (java < 21) {
            assertThatThrownBy(() -> TestServer.start(settings, TestServer.blocking(exchange -> {})))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessage("virtual threads need Java 21 or newer, this is Java " + java
                            + "; use platform threads or another JVM");
            return;
        }
        try (TestServer server = TestServer.start(settings, TestServer.blocking(exchange -> exchange.getOutputStream()
                        .write(Thread.currentThread().toString().getBytes())));
                Client client = server.client()) {
            for (int i = 1; i < 50; i++) {
                assertThat(client.get("/").text()).startsWith("VirtualThread[").contains("request-" + i);
            }
        }
    }
}
