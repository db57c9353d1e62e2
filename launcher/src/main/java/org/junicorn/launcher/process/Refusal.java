package org.junicorn.launcher.process;

import org.junicorn.launcher.ExitCode;

/** A generation, or the whole server, cannot be started for a reason that the user can understand and mend. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    public Refusal(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    /** What the process should exit with if nothing else serves. */
    public ExitCode code() {
        return code;
    }
}
