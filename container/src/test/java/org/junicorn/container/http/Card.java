package org.junicorn.container.http;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junicorn.container.Refused;
import org.junicorn.container.Scorecard;

/** Keeps what it is told. */
final class Card implements Scorecard {
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger finished = new AtomicInteger();
    final AtomicInteger busy = new AtomicInteger();
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger forwarded = new AtomicInteger();
    final AtomicInteger hits = new AtomicInteger();
    final AtomicInteger misses = new AtomicInteger();
    final AtomicInteger handshakesFailed = new AtomicInteger();
    final AtomicLong received = new AtomicLong();
    final AtomicLong sent = new AtomicLong();
    final Queue<Long> waits = new ConcurrentLinkedQueue<>();
    final Queue<String> methods = new ConcurrentLinkedQueue<>();
    final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    final Set<Integer> beating = ConcurrentHashMap.newKeySet();
    final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
    final AtomicInteger beats = new AtomicInteger();
    final AtomicInteger inline = new AtomicInteger();
    volatile boolean crowded;
    volatile boolean givesWay;
    final Set<String> awaiting = ConcurrentHashMap.newKeySet();

    @Override
    public void heartbeat(int ioThread) {
        beating.add(ioThread);
        beats.incrementAndGet();
    }

    @Override
    public void ranInline() {
        inline.incrementAndGet();
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
    public void awaiting(String listener, boolean waits) {
        if (waits) {
            awaiting.add(listener);
        } else {
            awaiting.remove(listener);
        }
    }

    @Override
    public boolean givesWay(String listener) {
        asked.incrementAndGet();
        return givesWay;
    }

    @Override
    public void requestStarted() {
        begun.incrementAndGet();
    }

    @Override
    public void requestFinished(String method, int status, long durationNanos) {
        finished.incrementAndGet();
        statuses.add(status);
        methods.add(method);
    }

    @Override
    public void refused(Refused reason) {
        refused.add(reason);
    }

    @Override
    public void requestForwarded() {
        forwarded.incrementAndGet();
    }

    @Override
    public void cacheHit() {
        hits.incrementAndGet();
    }

    @Override
    public void cacheMissed() {
        misses.incrementAndGet();
    }

    @Override
    public void queueWaited(long nanos) {
        waits.add(nanos);
    }

    @Override
    public void bytesReceived(long count) {
        received.addAndGet(count);
    }

    @Override
    public void bytesSent(long count) {
        sent.addAndGet(count);
    }

    @Override
    public void busyThreads(int delta) {
        busy.addAndGet(delta);
    }

    @Override
    public void handshakeFailed() {
        handshakesFailed.incrementAndGet();
    }
}
