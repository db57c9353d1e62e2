package org.junicorn.container.session;

/**
 * The session of a request cannot be read or written at the moment. The application sees it leave {@code
 * HttpServletRequest.getSession}; the client gets 503 with {@code Retry-After}.
 */
public final class StoreUnavailableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** When a client may try again, in seconds. */
    public static final int RETRY_AFTER = 5;

    StoreUnavailableException(StoreException cause) {
        super("the session cannot be had: " + cause.getMessage(), cause);
    }
}
