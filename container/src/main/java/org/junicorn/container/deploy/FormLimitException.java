package org.junicorn.container.deploy;

import io.undertow.server.RequestTooBigException;

/** A form exceeds a limit, which the message names. Undertow makes an IllegalStateException of it, as Tomcat 11 does. */
final class FormLimitException extends RequestTooBigException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status the answer that the client gets unless the application gives another */
    FormLimitException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
