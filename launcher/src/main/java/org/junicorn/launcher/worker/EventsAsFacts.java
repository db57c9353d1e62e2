package org.junicorn.launcher.worker;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.Place;
import org.junicorn.container.RequestObserver;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.hooks.WorkerHookCalls;

/** Tells the supervisor what the container reports, so that it is logged with the worker's slot and generation. */
record EventsAsFacts(WorkerMain.FactWriter facts, Optional<WorkerHookCalls> hooks) implements ContainerEvents {
    private static final int FRAMES = 40;

    @Override
    public void requestTimedOut(RunningRequest request) {
        facts.tell(new Fact.TimedOut(
                request.method(),
                request.target(),
                request.age(),
                request.answered(),
                request.thread(),
                text(request.stack())));
    }

    @Override
    public void requestStuck(RunningRequest request) {
        facts.tell(new Fact.Stuck(
                request.method(), request.target(), request.age(), request.thread(), text(request.stack())));
        hooks.ifPresent(WorkerHookCalls::workerAbort);
    }

    @Override
    public Optional<RequestObserver> requestObserver() {
        return hooks.filter(WorkerHookCalls::ofRequests).map(RequestObserver.class::cast);
    }

    @Override
    public void appFailed(Place place, DeploymentException failure) {
        WorkerMain.printCause(failure);
        facts.tell(new Fact.AppFailed(place.toString(), failure.getMessage()));
    }

    private static String text(StackTraceElement[] stack) {
        return Stream.of(stack).limit(FRAMES).map(frame -> "at " + frame).collect(Collectors.joining("\n"));
    }
}
