package org.junicorn.container.http;

import java.time.Duration;
import java.util.Optional;
import org.junicorn.container.ContainerEvents.RunningRequest;

/**
 * A task on its request thread. Knows the request it is for, if any, and can be interrupted without the interrupt
 * reaching what the thread does next.
 */
final class Work implements Runnable {
    private final Runnable task;
    private final Optional<Request> request;
    private final Dispatcher dispatcher;
    private final long queued = System.nanoTime();
    private volatile Thread thread;
    private volatile long began;
    private boolean done;

    Work(Runnable task, Optional<Request> request, Dispatcher dispatcher) {
        this.task = task;
        this.request = request;
        this.dispatcher = dispatcher;
    }

    @Override
    public void run() {
        began = System.nanoTime();
        thread = Thread.currentThread();
        dispatcher.begun(this);
        try {
            task.run();
        } finally {
            synchronized (this) {
                done = true;
            }
            // From here on nobody interrupts for this task's sake, and what was not noticed is not left behind.
            Thread.interrupted();
            dispatcher.ended(this);
        }
    }

    Optional<Request> request() {
        return request;
    }

    /** When it was handed over, in nanoseconds of {@code System.nanoTime}. */
    long queued() {
        return queued;
    }

    /** When its thread began, in nanoseconds of {@code System.nanoTime}. */
    long began() {
        return began;
    }

    synchronized boolean isDone() {
        return done;
    }

    /** Interrupts the thread, unless it is done with this. */
    synchronized void interrupt() {
        if (!done) {
            thread.interrupt();
        }
    }

    /** As it is now; empty if it is for no request, or done. */
    Optional<RunningRequest> describe(long now) {
        if (request.isEmpty()) {
            return Optional.empty();
        }
        StackTraceElement[] stack = thread.getStackTrace();
        if (isDone()) {
            return Optional.empty();
        }
        Request about = request.get();
        return Optional.of(new RunningRequest(
                about.method(),
                about.target(),
                Duration.ofNanos(now - began),
                about.wasAnsweredForApp(),
                thread.getName(),
                stack));
    }
}
