package org.junicorn.container.session;

/** A store that cannot be reached, is full or is damaged. The message names it and what can be done. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message, null);
    }
}
