package org.junicorn.junit;

import org.junicorn.container.ContainerEvents;

/** Requests have no time-out here, so there is nothing to report. */
final class NoEvents implements ContainerEvents {
    @Override
    public void requestTimedOut(RunningRequest request) {}

    @Override
    public void requestStuck(RunningRequest request) {}
}
