package org.junicorn.container.deploy;

import io.undertow.servlet.core.ApplicationListeners;
import org.junicorn.container.DeploymentException;

/** Finds out what of an application failed, from the exception that came out of Undertow. */
final class FailedStep {
    private FailedStep() {}

    /** What failed, and the root cause, in one line. */
    static String describe(Throwable failure) {
        if (failure instanceof DeploymentException own) {
            return own.getMessage();
        }
        return step(failure) + ": " + RootCause.line(failure);
    }

    private static String step(Throwable failure) {
        return RootCause.find(failure, StepFailedException.class)
                .map(Throwable::getMessage)
                .or(() -> RootCause.find(failure, InstantiationException.class).map(Throwable::getMessage))
                .orElseGet(() -> listener(failure));
    }

    /** Undertow calls context listeners itself: the one that failed is the frame on top of its own. */
    private static String listener(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            StackTraceElement[] stack = cause.getStackTrace();
            for (int i = 1; i < stack.length; i++) {
                if (stack[i].getClassName().equals(ApplicationListeners.class.getName())
                        && stack[i].getMethodName().equals("contextInitialized")) {
                    return "the listener " + stack[i - 1].getClassName() + " failed in contextInitialized";
                }
            }
        }
        return "the application failed to start";
    }
}
