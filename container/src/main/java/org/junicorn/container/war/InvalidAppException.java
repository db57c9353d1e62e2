package org.junicorn.container.war;

/**
 * The application cannot be prepared: it is not there, not a web application, contradicts itself, or the work directory
 * cannot hold it. The message says what, where, found, expected and the way out, and is enough for the user; the cause,
 * if any, is for those who debug this program.
 */
public final class InvalidAppException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidAppException(String message) {
        super(message);
    }

    public InvalidAppException(String message, Throwable cause) {
        super(message, cause);
    }
}
