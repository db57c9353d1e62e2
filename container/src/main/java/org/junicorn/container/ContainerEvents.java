package org.junicorn.container;

import java.time.Duration;
import java.util.Optional;

/** What a container reports while it runs. Called on a thread of the container, never on an I/O thread. */
public interface ContainerEvents {
    /**
     * A request has exceeded the request time-out: its client was answered 503 if nothing had been sent, and its thread
     * was interrupted.
     */
    void requestTimedOut(RunningRequest request);

    /** The interrupted thread of a timed-out request did not come back within the grace: it is lost. */
    void requestStuck(RunningRequest request);

    /**
     * One of several applications could not be deployed; its path answers 404, and the others are served. Called on the
     * thread that starts the container.
     *
     * @param place where it should have been served
     */
    default void appFailed(Place place, DeploymentException failure) {}

    /** Who shall see each request and its end; asked once, before the first request. */
    default Optional<RequestObserver> requestObserver() {
        return Optional.empty();
    }

    /**
     * One request and the thread that works on it.
     *
     * @param target the path as the client sent it, without its query (which may hold secrets)
     * @param age since the thread began to work on it
     * @param answered true if 503 could be sent, false if the response had begun before
     * @param stack of the thread when it was looked at
     */
    record RunningRequest(
            String method, String target, Duration age, boolean answered, String thread, StackTraceElement[] stack) {}
}
