package org.junicorn.launcher.statsd;

import java.util.Locale;
import org.junicorn.container.Refused;
import org.junicorn.container.Scorecard;

/** A scorecard that tells statsd of each request, beside what another one keeps. */
public final class RequestMetrics implements Scorecard {
    private final Scorecard scorecard;
    private final Statsd statsd;

    public RequestMetrics(Scorecard scorecard, Statsd statsd) {
        this.scorecard = scorecard;
        this.statsd = statsd;
    }

    @Override
    public void requestFinished(String method, int status, long durationNanos) {
        scorecard.requestFinished(method, status, durationNanos);
        statsd.time("gunicorn.request.duration", durationNanos);
        statsd.count("gunicorn.requests");
        statsd.count("gunicorn.request.status." + status);
    }

    @Override
    public void heartbeat(int ioThread) {
        scorecard.heartbeat(ioThread);
    }

    @Override
    public void connectionOpened() {
        scorecard.connectionOpened();
    }

    @Override
    public void connectionClosed() {
        scorecard.connectionClosed();
    }

    @Override
    public boolean crowded() {
        return scorecard.crowded();
    }

    @Override
    public void awaiting(String listener, boolean waits) {
        scorecard.awaiting(listener, waits);
    }

    @Override
    public boolean givesWay(String listener) {
        return scorecard.givesWay(listener);
    }

    @Override
    public void requestStarted() {
        scorecard.requestStarted();
    }

    @Override
    public void refused(Refused reason) {
        scorecard.refused(reason);
        statsd.count("gunicorn.request.refused." + reason.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void requestForwarded() {
        scorecard.requestForwarded();
    }

    @Override
    public void ranInline() {
        scorecard.ranInline();
    }

    @Override
    public void proxyFailed() {
        scorecard.proxyFailed();
    }

    @Override
    public void cacheHit() {
        scorecard.cacheHit();
    }

    @Override
    public void cacheMissed() {
        scorecard.cacheMissed();
    }

    @Override
    public void queueWaited(long nanos) {
        scorecard.queueWaited(nanos);
    }

    @Override
    public void bytesReceived(long count) {
        scorecard.bytesReceived(count);
    }

    @Override
    public void bytesSent(long count) {
        scorecard.bytesSent(count);
    }

    @Override
    public void busyThreads(int delta) {
        scorecard.busyThreads(delta);
    }

    @Override
    public void handshakeFailed() {
        scorecard.handshakeFailed();
    }
}
