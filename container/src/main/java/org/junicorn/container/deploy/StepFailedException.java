package org.junicorn.container.deploy;

/** Carries the name of what failed out through Undertow, whose own exceptions do not tell. */
final class StepFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailedException(String step, Throwable cause) {
        super(step, cause);
    }
}
