package org.junicorn.junit;

import org.junicorn.container.Scorecard;

/** Nobody looks: there are no other workers. */
final class NoScorecard implements Scorecard {
    @Override
    public void heartbeat(int ioThread) {}

    @Override
    public void connectionOpened() {}

    @Override
    public void connectionClosed() {}

    @Override
    public boolean crowded() {
        return false;
    }

    @Override
    public void requestStarted() {}

    @Override
    public void requestFinished(String method, int status, long durationNanos) {}

    @Override
    public void requestForwarded() {}

    @Override
    public void queueWaited(long nanos) {}

    @Override
    public void bytesReceived(long count) {}

    @Override
    public void bytesSent(long count) {}

    @Override
    public void busyThreads(int delta) {}
}
