package org.junicorn.container.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The reading transactions of a process, each of which has a place in the table of readers that all processes share. As
 * many threads as there are of them read at a time; another one waits, which takes microseconds. Any thread.
 */
final class Readers {
    /** More threads than this do not read faster on any machine: a read takes a few microseconds of CPU and no I/O. */
    private static final int MOST = 16;

    /** Makes a reading transaction. */
    @FunctionalInterface
    interface Maker {
        Transaction make() throws LmdbException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final Deque<Transaction> idle = new ArrayDeque<>(); // the last one used first: its memory is in the caches
    private int made;
    private boolean held;
    private boolean closed;

    /** @return one that {@link #give} gets back, or null if nobody may read any more */
    Transaction take(Maker maker) throws LmdbException {
        lock.lock();
        try {
            while (!closed && (held || idle.isEmpty() && made == MOST)) {
                change.awaitUninterruptibly();
            }
            if (closed) {
                return null;
            }
            if (idle.isEmpty()) {
                Transaction transaction = maker.make();
                made++;
                return transaction;
            }
            return idle.pop();
        } finally {
            lock.unlock();
        }
    }

    void give(Transaction transaction) {
        lock.lock();
        try {
            idle.push(transaction);
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for those that read and ends all transactions; nobody reads until {@link #release}. */
    void hold() {
        lock.lock();
        try {
            held = true;
            while (idle.size() < made) {
                change.awaitUninterruptibly();
            }
            idle.forEach(Transaction::free);
            idle.clear();
            made = 0;
        } finally {
            lock.unlock();
        }
    }

    /** @param end whether {@link #take} gives no more */
    void release(boolean end) {
        lock.lock();
        try {
            held = false;
            closed = end;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
