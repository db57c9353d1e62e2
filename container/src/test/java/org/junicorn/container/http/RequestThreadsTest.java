package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class RequestThreadsTest {
    private static final Duration KEEP = Duration.ofMinutes(5);
    private static final Duration NEVER = Duration.ofHours(1);

    /** Runs until it is told to end. */
    private static final class Blocker implements Runnable {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private volatile Thread thread;

        @Override
        public void run() {
            thread = Thread.currentThread();
            begun.countDown();
            awaitLatch(release);
        }

        void awaitBegin() {
            awaitLatch(begun);
        }

        /** Lets it end, and waits until its thread is asleep. */
        void end() {
            release.countDown();
            await().pollInterval(Duration.ofMillis(1)).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Blocker> block(RequestThreads threads, int count) {
        List<Blocker> blockers =
                IntStream.range(0, count).mapToObj(i -> new Blocker()).toList();
        blockers.forEach(threads::execute);
        return blockers;
    }

    @Test
    void tasksAreRunInTheOrderInWhichTheyCame() {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (RequestThreads threads = new RequestThreads(1, 1)) {
            Blocker first = new Blocker();
            threads.execute(first);
            for (int i = 0; i < 100; i++) {
                int number = i;
                threads.execute(() -> order.add(number));
            }
            first.end();
            await().until(() -> order.size() == 100);
        }
        assertThat(order).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void noMoreThreadsThanCoresAreWokenAsLongAsNobodyLooks() {
        try (RequestThreads threads = new RequestThreads(16, 2, KEEP, NEVER)) {
            List<Blocker> blockers = block(threads, 2);
            blockers.forEach(Blocker::awaitBegin);
            CountDownLatch later = new CountDownLatch(10);
            for (int i = 0; i < 10; i++) {
                threads.execute(later::countDown);
            }
            assertThat(threads.threads()).isEqualTo(2);
            assertThat(threads.queued()).isEqualTo(10);
            blockers.get(0).release.countDown();
            awaitLatch(later);
            assertThat(threads.threads()).isEqualTo(2);
            blockers.get(1).release.countDown();
        }
    }

    @Test
    void othersTakeThePlacesOfThreadsThatBlock() {
        try (RequestThreads threads = new RequestThreads(16, 2)) {
            List<Blocker> blockers = block(threads, 15);
            blockers.forEach(Blocker::awaitBegin);
            CountDownLatch done = new CountDownLatch(1000);
            for (int i = 0; i < 1000; i++) {
                threads.execute(done::countDown);
            }
            awaitLatch(done);
            blockers.forEach(blocker -> blocker.release.countDown());
        }
    }

    @Test
    void nobodyLooksOnAndOnWhileNoThreadIsLeftToWake() {
        try (RequestThreads threads = new RequestThreads(4, 1)) {
            List<Blocker> blockers = block(threads, 4);
            blockers.forEach(Blocker::awaitBegin);
            CountDownLatch done = new CountDownLatch(1);
            threads.execute(done::countDown);
            // Not a timed wait: it sleeps until it is told to look.
            await().until(() -> threads.watchState() == Thread.State.WAITING);
            assertThat(threads.queued()).isEqualTo(1);
            blockers.get(2).release.countDown();
            awaitLatch(done);
            blockers.forEach(blocker -> blocker.release.countDown());
        }
    }

    @Test
    void nobodyLooksWhileNothingWaits() {
        try (RequestThreads threads = new RequestThreads(4, 1)) {
            List<Blocker> blockers = block(threads, 3);
            blockers.forEach(Blocker::awaitBegin);
            await().until(() -> threads.watchState() == Thread.State.WAITING);
            assertThat(threads.threads()).isEqualTo(3);
            blockers.forEach(blocker -> blocker.release.countDown());
        }
    }

    @Test
    void theThreadThatWentToSleepLastIsWokenFirst() {
        try (RequestThreads threads = new RequestThreads(4, 2)) {
            List<Blocker> blockers = block(threads, 3);
            blockers.forEach(Blocker::awaitBegin);
            blockers.get(1).end();
            blockers.get(0).end();
            blockers.get(2).end();
            for (int i = 0; i < 20; i++) {
                Blocker next = new Blocker();
                threads.execute(next);
                next.awaitBegin();
                assertThat(next.thread).isSameAs(blockers.get(2).thread);
                next.end();
            }
        }
    }

    @Test
    void threadsThatAreNotNeededEnd() {
        try (RequestThreads threads = new RequestThreads(8, 2, Duration.ofMillis(1), Duration.ofNanos(100_000))) {
            List<Blocker> blockers = block(threads, 8);
            blockers.forEach(Blocker::awaitBegin);
            blockers.forEach(blocker -> blocker.release.countDown());
            await().until(() -> threads.threads() == 0);
            CountDownLatch done = new CountDownLatch(1);
            threads.execute(done::countDown);
            awaitLatch(done);
        }
    }

    @Test
    void anInterruptThatIsLeftBehindDoesNotKeepAThreadFromSleeping() {
        try (RequestThreads threads = new RequestThreads(1, 1)) {
            AtomicInteger seen = new AtomicInteger();
            for (int i = 0; i < 2; i++) {
                Blocker blocker = new Blocker();
                threads.execute(() -> {
                    seen.addAndGet(Thread.currentThread().isInterrupted() ? 100 : 1);
                    blocker.run();
                    Thread.currentThread().interrupt();
                });
                blocker.awaitBegin();
                blocker.end();
            }
            assertThat(seen.get()).isEqualTo(2);
        }
    }

    @Test
    void whatWaitsWhenItIsClosedIsStillRun() throws Exception {
        RequestThreads threads = new RequestThreads(2, 1);
        List<Blocker> blockers = block(threads, 2);
        blockers.forEach(Blocker::awaitBegin);
        CountDownLatch done = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            threads.execute(done::countDown);
        }
        threads.close();
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        blockers.forEach(blocker -> blocker.release.countDown());
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        await().until(() -> threads.threads() == 0 && threads.watchState() == Thread.State.TERMINATED);
    }

    /** A task that waits for a later one only ends if somebody runs that. */
    @Test
    void tasksThatWaitForLaterOnesAllEnd() throws Exception {
        for (int cores = 1; cores <= 3; cores++) {
            Random random = new Random(cores);
            int count = 20_000;
            List<CountDownLatch> done = IntStream.range(0, count)
                    .mapToObj(i -> new CountDownLatch(1))
                    .toList();
            Semaphore mayBlock = new Semaphore(31);
            try (RequestThreads threads = new RequestThreads(32, cores)) {
                for (int i = 0; i < count; i++) {
                    int number = i;
                    int other = Math.min(count - 1, i + 1 + random.nextInt(500));
                    boolean blocks = random.nextInt(20) == 0;
                    threads.execute(() -> {
                        if (blocks && other > number && mayBlock.tryAcquire()) {
                            awaitLatch(done.get(other));
                            mayBlock.release();
                        }
                        done.get(number).countDown();
                    });
                }
                for (CountDownLatch each : done) {
                    assertThat(each.await(60, TimeUnit.SECONDS)).isTrue();
                }
            }
        }
    }

    @Test
    void tasksThatWaitForTasksOfTheirOwnAllEnd() {
        AtomicInteger ended = new AtomicInteger();
        try (RequestThreads threads = new RequestThreads(64, 2)) {
            Semaphore tooMany = new Semaphore(60);
            for (int i = 0; i < 3000; i++) {
                tooMany.acquireUninterruptibly();
                threads.execute(() -> {
                    CompletableFuture<Void> inner = new CompletableFuture<>();
                    threads.execute(() -> inner.complete(null));
                    inner.join();
                    ended.incrementAndGet();
                    tooMany.release();
                });
            }
            await().until(() -> ended.get() == 3000);
        }
    }
}
