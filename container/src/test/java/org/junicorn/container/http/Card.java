package org.junicorn.container.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junicorn.container.Scorecard;

/** Keeps what it is told. */
final class Card implements Scorecard {
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger finished = new AtomicInteger();
    final AtomicInteger busy = new AtomicInteger();
    final AtomicInteger asked = new AtomicInteger();
    final AtomicLong bytes = new AtomicLong();
    final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    final Set<Integer> beating = ConcurrentHashMap.newKeySet();
    final AtomicInteger beats = new AtomicInteger();
    volatile boolean crowded;

    @Override
    public void heartbeat(int ioThread) {
        beating.add(ioThread);
        beats.incrementAndGet();
    }

    @Override
    public void connectionOpened() {
        opened.incrementAndGet();
    }

    @Override
    public void connectionClosed() {
        closed.incrementAndGet();
    }

    @Override
    public boolean crowded() {
        asked.incrementAndGet();
        return crowded;
    }

    @Override
    public void requestStarted() {
        begun.incrementAndGet();
    }

    @Override
    public void requestFinished(int status, long durationNanos, long bytesSent) {
        finished.incrementAndGet();
        statuses.add(status);
        bytes.addAndGet(bytesSent);
    }

    @Override
    public void busyThreads(int delta) {
        busy.addAndGet(delta);
    }
}
