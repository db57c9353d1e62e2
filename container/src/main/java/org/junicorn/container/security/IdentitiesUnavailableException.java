package org.junicorn.container.security;

/**
 * A source of identities cannot be asked now: a directory or a database is down, or refuses the server itself. Nobody is
 * to blame for it, so it is not counted as a failure to log in. The message says which, without what somebody has typed.
 */
public final class IdentitiesUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IdentitiesUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
