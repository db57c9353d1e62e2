package org.junicorn.container.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * A pool of platform threads that wakes as few of them as possible. At most one thread is on its way at a time; it
 * wakes the next one if it finds more to do. The one that went to sleep last is woken first: its caches are warm, and
 * those that are not needed end. Threads are started on demand, up to a limit. The queue is bounded by the number of
 * connections, since each has at most one request.
 */
final class RequestThreads implements Executor, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RequestThreads.class);
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final int limit;
    private final Object lock = new Object();
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final Deque<Member> asleep = new ArrayDeque<>();
    private int threads;
    private int named;
    private boolean onItsWay;
    private boolean closed;

    /** @param limit of threads, at least 1 */
    RequestThreads(int limit) {
        this.limit = limit;
    }

    @Override
    public void execute(Runnable task) {
        Member next;
        synchronized (lock) {
            if (closed) {
                throw new RejectedExecutionException("the server is being closed");
            }
            queue.addLast(task);
            next = toSend();
        }
        if (!send(next)) {
            synchronized (lock) {
                queue.removeLastOccurrence(task);
            }
            throw new RejectedExecutionException("no thread for requests can be started");
        }
    }

    /** Who should look at the queue, if somebody should who does not yet. With the lock. */
    private Member toSend() {
        if (onItsWay || queue.isEmpty()) {
            return null;
        }
        Member member = asleep.pollLast();
        if (member != null) {
            member.sleeping = false;
        } else if (threads < limit) {
            member = new Member("request-" + ++named);
            threads++;
        }
        onItsWay = member != null;
        return member;
    }

    /** Whether anybody is left to look at the queue. */
    private boolean send(Member member) {
        if (member == null) {
            return true;
        }
        if (member.getState() != Thread.State.NEW) {
            LockSupport.unpark(member);
            return true;
        }
        try {
            member.start();
            return true;
        } catch (OutOfMemoryError e) {
            int left;
            synchronized (lock) {
                left = --threads;
                onItsWay = false;
            }
            LOG.error("no further thread for requests can be started, " + left + " run: " + e.getMessage());
            return left > 0;
        }
    }

    /** How many tasks wait for a thread. */
    int queued() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /** The task that is next. */
    Optional<Runnable> next() {
        synchronized (lock) {
            return Optional.ofNullable(queue.peekFirst());
        }
    }

    @Override
    public void close() {
        List<Member> all;
        synchronized (lock) {
            closed = true;
            all = new ArrayList<>(asleep);
        }
        all.forEach(LockSupport::unpark);
    }

    private final class Member extends Thread {
        /** Whether it is among those asleep. With the lock. */
        private boolean sleeping;

        Member(String name) {
            super(name);
            setDaemon(true);
        }

        @Override
        public void run() {
            boolean sent = true;
            for (; ; ) {
                Runnable task;
                Member next;
                synchronized (lock) {
                    if (sent) {
                        onItsWay = false;
                    }
                    task = queue.pollFirst();
                    if (task == null) {
                        if (closed) {
                            threads--;
                            return;
                        }
                        asleep.addLast(this);
                        sleeping = true;
                    }
                    next = toSend();
                }
                send(next);
                if (task != null) {
                    runGuarded(task);
                    sent = false;
                } else if (!sleep()) {
                    return;
                } else {
                    sent = true;
                }
            }
        }

        private void runGuarded(Runnable task) {
            try {
                task.run();
            } catch (Throwable e) {
                LOG.error("a request thread has failed", e);
            }
        }

        /** Whether it was sent for; if not, it ends. */
        private boolean sleep() {
            long deadline = System.nanoTime() + KEEP_NANOS;
            for (; ; ) {
                synchronized (lock) {
                    if (!sleeping) {
                        return true;
                    }
                    if (closed || System.nanoTime() - deadline >= 0) {
                        asleep.remove(this);
                        threads--;
                        return false;
                    }
                }
                LockSupport.parkNanos(this, KEEP_NANOS);
            }
        }
    }
}
