package org.junicorn.it;

import java.io.IOException;

/** A request that was not answered in full, with the moment it went wrong. */
final class HttpFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** How far the exchange had come. */
    enum Phase {
        /** Nobody listened. */
        CONNECT_REFUSED,
        /** The connection could not be made for another reason. */
        CONNECT_FAILED,
        /** The kept connection was closed between two requests although nobody had said it would be. */
        CLOSED_WHILE_IDLE,
        /** The connection ended before the first byte of the response. */
        RESET_BEFORE_RESPONSE,
        /** The connection ended within the response. */
        TRUNCATED,
        /** What came is not HTTP. */
        MALFORMED,
        /** The answer is complete but not a success. */
        STATUS,
        /** Nothing came in time. */
        TIMED_OUT
    }

    private final Phase phase;

    HttpFailure(Phase phase, String message) {
        super(phase + ": " + message);
        this.phase = phase;
    }

    HttpFailure(Phase phase, String message, Throwable cause) {
        super(phase + ": " + message, cause);
        this.phase = phase;
    }

    Phase phase() {
        return phase;
    }
}
