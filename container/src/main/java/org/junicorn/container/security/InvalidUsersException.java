package org.junicorn.container.security;

/** A file of users cannot be used. The message names the file and the line, and says what was found and expected. */
public final class InvalidUsersException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidUsersException(String message) {
        super(message);
    }
}
