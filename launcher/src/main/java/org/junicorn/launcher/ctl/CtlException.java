package org.junicorn.launcher.ctl;

import org.junicorn.launcher.ExitCode;

/** It was not done, and the message says why. */
final class CtlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    CtlException(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }
}
