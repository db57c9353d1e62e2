package org.junicorn.container.http;

import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.ContainerEvents.RunningRequest;

/**
 * Watches how long threads work on requests. When a request's time is up its client is answered 503, if the application
 * has sent nothing, and its thread is interrupted, once. If the thread does not come back within a grace it counts as
 * stuck. A request on which no thread works is left to its AsyncContext's time-out (Servlet 6.1, 2.3.3.3).
 *
 * <p>A thread of its own looks at all of them a few times per time-out; what it does to a connection it does on that
 * connection's I/O thread.
 */
final class RequestDeadline implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RequestDeadline.class);
    private static final Duration LONGEST_TICK = Duration.ofMillis(250);
    private static final Duration SHORTEST_TICK = Duration.ofMillis(5);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(1);

    private final Duration timeout;
    private final Duration stuckGrace;
    private final Dispatcher dispatcher;
    private final ContainerEvents events;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "request-deadline");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Work, Late> late = new ConcurrentHashMap<>();

    /** What is known of a work whose time is up. Touched by the watch only. */
    private static final class Late {
        private boolean interrupted;
        private boolean stuck;
        private long interruptedAt;
    }

    RequestDeadline(Duration timeout, Duration stuckGrace, Dispatcher dispatcher, ContainerEvents events) {
        this.timeout = timeout;
        this.stuckGrace = stuckGrace;
        this.dispatcher = dispatcher;
        this.events = events;
    }

    void start() {
        Duration tick = timeout.dividedBy(10);
        tick = tick.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : tick;
        tick = tick.compareTo(SHORTEST_TICK) < 0 ? SHORTEST_TICK : tick;
        watch.scheduleWithFixedDelay(this::look, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        try {
            long now = System.nanoTime();
            late.keySet().removeIf(Work::isDone);
            for (Work work : dispatcher.running()) {
                Late known = late.get(work);
                if (known == null) {
                    if (work.request().isPresent() && now - work.began() >= timeout.toNanos()) {
                        expire(work, now);
                    }
                } else if (known.interrupted && !known.stuck && now - known.interruptedAt >= stuckGrace.toNanos()) {
                    known.stuck = true;
                    // Of a request of our own nobody needs another worker, which would make the same one.
                    if (!work.request().orElseThrow().isRehearsed()) {
                        work.describe(now).ifPresent(events::requestStuck);
                    }
                }
            }
        } catch (RuntimeException e) {
            LOG.error("the watch of the request deadlines has failed", e);
        }
    }

    private void expire(Work work, long now) {
        Optional<RunningRequest> before = work.describe(now);
        if (before.isEmpty()) {
            return;
        }
        Late known = new Late();
        late.put(work, known);
        // First the answer, then the interrupt: or else the application answers that it was interrupted.
        answer(work.request().orElseThrow())
                .completeOnTimeout(false, ANSWER_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
                .whenCompleteAsync(
                        (answered, error) -> interrupt(work, known, before.get(), error == null && answered), watch);
    }

    private void interrupt(Work work, Late known, RunningRequest before, boolean answered) {
        work.interrupt();
        known.interruptedAt = System.nanoTime();
        known.interrupted = true;
        try {
            events.requestTimedOut(new RunningRequest(
                    before.method(), before.target(), before.age(), answered, before.thread(), before.stack()));
        } catch (RuntimeException e) {
            LOG.error("a time-out could not be reported", e);
        }
    }

    private static CompletableFuture<Boolean> answer(Request request) {
        CompletableFuture<Boolean> answered = new CompletableFuture<>();
        if (request.connection().loop().held()) { // by this request, or by another one
            answered.complete(request.answerInstead(StatusCodes.SERVICE_UNAVAILABLE, "The request took too long."));
            return answered;
        }
        try {
            request.connection()
                    .loop()
                    .thread()
                    .execute(() -> answered.complete(
                            request.answerInstead(StatusCodes.SERVICE_UNAVAILABLE, "The request took too long.")));
        } catch (RejectedExecutionException e) {
            answered.complete(false);
        }
        return answered;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
