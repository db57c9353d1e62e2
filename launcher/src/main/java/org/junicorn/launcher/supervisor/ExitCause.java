package org.junicorn.launcher.supervisor;

import java.util.Locale;

/** Why a worker's process ended. The names, in lower case, are what logs, metrics and {@code ctl} show. */
public enum ExitCause {
    /** It left as it was told: reload, recycle, scale, stop, a drain or restart that somebody asked for. */
    ORDERED,
    /** No heartbeat for {@code timeout}: we killed it. */
    FROZEN,
    /** A request's thread did not come back after {@code request_timeout}: the worker was replaced. */
    STUCK_REQUEST,
    /** Its {@code health_check} kept failing: the worker was replaced. */
    UNHEALTHY,
    /** It was still busy when its time to drain was over: we killed it. */
    DRAIN_EXPIRED,
    /** It was not ready within {@code boot_timeout}: we killed it. */
    BOOT_TIMEOUT,
    /** Its generation was given up while it booted: we killed it. */
    GIVEN_UP,
    /** Somebody asked us to kill it. */
    KILL_ASKED,
    /** The kernel killed it for want of memory; its control group counted that. */
    OOM_KILLER,
    /** Killed by a signal that we did not send while the kernel killed for want of memory, or may have done so. */
    PROBABLY_OOM_KILLER,
    /** The JVM ran out of memory: {@code OutOfMemoryError}. */
    OUT_OF_MEMORY,
    /** Somebody else sent it a signal. */
    SIGNALLED,
    /** The application called {@code System.exit} or {@code halt}. */
    SYSTEM_EXIT,
    /** It could not boot for a reason that is not the application's, as when the JVM refuses its options. */
    BOOT_FAILED,
    /** The application could not be deployed. */
    APP_FAILED,
    /** The JVM, or native code in it, crashed. */
    JVM_CRASHED;

    /** As in logs: {@code oom_killer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nobody who runs the server wanted this end. */
    public boolean unplanned() {
        return this != ORDERED && this != KILL_ASKED && this != GIVEN_UP;
    }
}
