package org.junicorn.container.http;

import java.time.Duration;
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
 * A pool of platform threads that wakes as few of them as possible, since waking one costs more than a short request
 * does: while as many threads run as there are cores, a task waits until one of them is done with its own. Those that
 * went to sleep last are woken first, as their caches are warm, and those that are not needed end.
 *
 * <p>Threads may block, and then others take their places, up to a limit. A watch finds out: while tasks wait, it looks
 * every 100 µs or so whether the oldest was there the last time already. Threads that still do the same then do not
 * count as running any more, until they are done with it. If all have blocked, as many more are let run at a time, then
 * twice as many, and so on; it is forgotten again with time. So an application whose requests always wait soon has a
 * thread woken for each of them at once. The watch rests while nothing waits, or no thread is left to wake.
 *
 * <p>The queue needs no bound of its own: it holds at most what connections and streams may have in flight. See {@link
 * Shedding} for what is done if that is too much.
 */
final class RequestThreads implements Executor, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RequestThreads.class);
    private static final Duration KEEP = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofNanos(100_000);
    private static final long NO_START_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RELAX_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int RELAX_PART = 8;

    private final int limit;
    private final int cores;
    private final long keepNanos;

    /** Guards all that follows, and the fields of members. */
    private final Object lock = new Object();

    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final Deque<Member> asleep = new ArrayDeque<>();

    /** Those awake, or on their way to be, but for those known to be blocked. */
    private final List<Member> running = new ArrayList<>();

    private final Watch watch;

    private int threads;
    private int named;
    private int onTheirWay;

    /** How many more than there are cores may run at a time, since threads were seen to block. */
    private int extra;

    private long extraSince;
    private long noStartBefore = System.nanoTime();
    private long taken;
    private boolean closed;

    /** @param limit of threads, at least 1 */
    RequestThreads(int limit) {
        this(limit, Runtime.getRuntime().availableProcessors());
    }

    /**
     * @param limit of threads, at least 1
     * @param cores how many of them may run at a time unless some block, at least 1
     */
    RequestThreads(int limit, int cores) {
        this(limit, cores, KEEP, LOOK);
    }

    /**
     * @param keep for how long a thread sleeps before it ends
     * @param look for how long a task waits at least before anybody looks whether threads are blocked
     */
    RequestThreads(int limit, int cores, Duration keep, Duration look) {
        this.limit = limit;
        this.cores = cores;
        this.keepNanos = keep.toNanos();
        this.watch = new Watch(look.toNanos());
        watch.start();
    }

    @Override
    public void execute(Runnable task) {
        Member next;
        boolean toWatch;
        synchronized (lock) {
            if (closed) {
                throw new RejectedExecutionException("the server is being closed");
            }
            queue.addLast(task);
            next = toWake();
            toWatch = watch.isNeeded();
        }
        boolean anybody = wake(next);
        if (toWatch) {
            LockSupport.unpark(watch);
        }
        if (!anybody) {
            synchronized (lock) {
                if (threads > 0 || !queue.removeLastOccurrence(task)) {
                    return; // somebody has come in between
                }
            }
            throw new RejectedExecutionException("no thread for requests can be started");
        }
    }

    private int most() {
        return cores + extra;
    }

    private boolean mayStart() {
        return threads < limit && System.nanoTime() - noStartBefore >= 0;
    }

    /** Who should look at the queue, if somebody should who does not yet; null for nobody. With the lock. */
    private Member toWake() {
        // Who is on the way wakes the next one, if there is more to do then.
        return onTheirWay > 0 && extra == 0 ? null : oneMore();
    }

    private Member oneMore() {
        if (queue.size() <= onTheirWay || running.size() >= most()) {
            return null;
        }
        Member member = asleep.pollLast();
        if (member == null) {
            if (!mayStart()) {
                return null;
            }
            member = new Member("request-" + ++named);
            threads++;
        }
        member.onItsWay = true;
        onTheirWay++;
        running.add(member);
        return member;
    }

    /** Whether anybody is left to look at the queue. */
    private boolean wake(Member member) {
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
            boolean toWatch;
            synchronized (lock) {
                left = --threads;
                arrived(member);
                running.remove(member);
                noStartBefore = System.nanoTime() + NO_START_NANOS;
                toWatch = watch.isNeeded(); // there may be tasks of others
            }
            if (toWatch) {
                LockSupport.unpark(watch);
            }
            LOG.error("no further thread for requests can be started, " + left + " run: " + e.getMessage());
            return left > 0;
        }
    }

    private void arrived(Member member) {
        if (member.onItsWay) {
            member.onItsWay = false;
            onTheirWay--;
        }
    }

    /** Lets fewer run at a time, from time to time. With the lock. */
    private void relax() {
        if (extra > 0 && System.nanoTime() - extraSince >= RELAX_NANOS) {
            extraSince = System.nanoTime();
            extra -= Math.max(1, extra / RELAX_PART);
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

    /** Threads that there are, asleep or not. */
    int threads() {
        synchronized (lock) {
            return threads;
        }
    }

    /** What the watch does: it waits without a limit while there is nothing to look at. */
    Thread.State watchState() {
        return watch.getState();
    }

    /** Takes no more tasks; those that wait are still run. */
    @Override
    public void close() {
        List<Member> all;
        synchronized (lock) {
            closed = true;
            all = new ArrayList<>(asleep);
        }
        all.forEach(LockSupport::unpark);
        LockSupport.unpark(watch);
    }

    private final class Member extends Thread {
        private boolean onItsWay;
        private boolean blocked;

        /** The task it works on, by its number; the watch notes which it has seen. */
        private long task;

        private long seen;

        Member(String name) {
            super(name);
            setDaemon(true);
        }

        @Override
        public void run() {
            for (; ; ) {
                Runnable mine;
                Member next;
                boolean toWatch;
                synchronized (lock) {
                    arrived(this);
                    if (blocked) {
                        blocked = false;
                        running.add(this);
                    }
                    mine = closed || running.size() <= most() ? queue.pollFirst() : null;
                    if (mine != null) {
                        task = ++taken;
                    } else {
                        running.remove(this);
                        if (closed) {
                            leave();
                            return;
                        }
                        relax();
                        asleep.addLast(this);
                    }
                    next = toWake();
                    toWatch = watch.isNeeded();
                }
                wake(next);
                if (toWatch) {
                    LockSupport.unpark(watch);
                }
                if (mine != null) {
                    runGuarded(mine);
                } else if (!sleep()) {
                    return;
                }
            }
        }

        /** With the lock. */
        private void leave() {
            threads--;
            if (closed) {
                LockSupport.unpark(watch); // which ends when nothing is left to run
            }
        }

        private void runGuarded(Runnable mine) {
            try {
                mine.run();
            } catch (Throwable e) {
                LOG.error("a request thread has failed", e);
            }
        }

        /** Whether it was sent for; if not, it ends. */
        private boolean sleep() {
            long deadline = System.nanoTime() + keepNanos;
            for (; ; ) {
                Thread.interrupted(); // with it, nobody could sleep
                synchronized (lock) {
                    if (onItsWay) {
                        return true;
                    }
                    if (closed && !queue.isEmpty()) {
                        asleep.remove(this);
                        running.add(this);
                        return true;
                    }
                    if (closed || System.nanoTime() - deadline >= 0) {
                        asleep.remove(this);
                        leave();
                        return false;
                    }
                }
                LockSupport.parkNanos(this, keepNanos);
            }
        }
    }

    /** Looks after tasks that wait although no thread is to be woken. */
    private final class Watch extends Thread {
        private static final int LONGEST = 8;
        private static final int LOOKS_AT_NOTHING = 16;

        private final long shortest;
        private boolean resting = true;
        private long pause;
        private long nextPause;
        private int looksAtNothing;

        /** What was the newest task at the last look. */
        private long newest;

        Watch(long shortest) {
            super("request-watch");
            this.shortest = shortest;
            this.nextPause = shortest;
            setDaemon(true);
        }

        /** Whether it must be woken; it counts as awake from now on. With the lock. */
        boolean isNeeded() {
            if (!resting || onTheirWay > 0 || queue.isEmpty() || asleep.isEmpty() && threads >= limit) {
                return false;
            }
            resting = false;
            return true;
        }

        @Override
        public void run() {
            List<Member> next = new ArrayList<>();
            for (; ; ) {
                next.clear();
                boolean rest;
                synchronized (lock) {
                    if (closed && queue.isEmpty()) {
                        return;
                    }
                    look(next);
                    rest = resting;
                }
                next.forEach(RequestThreads.this::wake);
                if (rest) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, pause);
                }
            }
        }

        private void look(List<Member> next) {
            looksAtNothing = queue.isEmpty() ? looksAtNothing + 1 : 0;
            if (looksAtNothing > LOOKS_AT_NOTHING || asleep.isEmpty() && threads >= limit) {
                resting = true;
                looksAtNothing = 0;
                nextPause = shortest;
                return;
            }
            boolean found = !queue.isEmpty() && taken < newest && findBlocked();
            running.forEach(member -> member.seen = member.task);
            newest = taken + queue.size();
            if (!found) {
                relax();
            }
            for (Member member = oneMore(); member != null; member = oneMore()) {
                next.add(member);
            }
            pause = found ? shortest : nextPause;
            nextPause = Math.min(LONGEST * shortest, 2 * pause);
        }

        /** Whether any thread is found to be blocked that was not known to be. */
        private boolean findBlocked() {
            int before = running.size();
            running.removeIf(member -> {
                member.blocked = !member.onItsWay && member.task == member.seen;
                return member.blocked;
            });
            if (running.isEmpty() && before > 0) {
                extra = Math.min(limit, 2 * extra + 1);
                extraSince = System.nanoTime();
            }
            return running.size() < before;
        }
    }
}
